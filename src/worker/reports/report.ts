import type { Id } from '../recommenders/recommender.ts';
import type { Filters } from '../recommenders/serving/filters.ts';
import type { RecommendationList } from '../recommenders/serving/open-serving.ts';
import type { CheckFacts } from './facts/checks.ts';
import type { Figures } from './facts/figures.ts';
import type { ModelFacts } from './facts/model.ts';
import type { Provenance } from './facts/provenance.ts';

export type ReportFormat = 'html' | 'csv' | 'parquet' | 'arrow';

export interface ReportOptions {
  /** The folder to write into; made when it isn't there. Where it holds a report already, the new one goes into a folder inside it. */
  out: string;
  /** Always writes into a new folder inside `out`, named by date and a short id. */
  ownFolder?: boolean;
  /** These listeners, everybody, or a sample of that many, from the most active to the least. */
  users: readonly Id[] | 'all' | number;
  /** How many tracks for each listener; 10 by default. */
  k?: number;
  /** html by default. */
  formats?: readonly ReportFormat[];
  title?: string;
  /** The served model by default. */
  modelId?: string;
  filters?: Filters;
  /** Writes it although a gate of the model fails; the reason is kept in the model's card and in the report. */
  override?: { reason: string };
}

export interface ReportFile {
  name: string;
  path: string;
  format: ReportFormat;
  bytes: number;
  sha256: string;
  /** Rows of a table; listeners in the page. */
  rows: number;
}

export interface ReportSummary {
  /** In `lake_reports`; null where the lakehouse is open for reading alone. */
  reportId: number | null;
  title: string;
  /** Where its files are: `out`, or a folder of its own inside it. */
  folder: string;
  /** The page where there is one, else the first file. */
  main: string;
  files: ReportFile[];
  listeners: number;
  recommendations: number;
  /** How many listeners the page could not hold; they are in the other files. */
  listenersOutsidePage: number;
  modelId: string;
  snapshotId: number;
  /** The data comes from the generator. */
  synthetic: boolean;
  seconds: number;
}

/** What a report says apart from its lists. Everything in it is data: names and texts may hold anything. */
export interface ReportFacts {
  title: string;
  runId: string;
  /** ISO 8601, UTC. */
  madeAt: string;
  appVersion: string;
  synthetic: boolean;
  k: number;
  /** How many listeners are coming, and how they were chosen: "all listeners". */
  listeners: number;
  chosen: string;
  formats: readonly ReportFormat[];
  model: ModelFacts;
  figures: Figures;
  checks: CheckFacts;
  provenance: Provenance;
}

/** One listener's recommendations, and who that is. */
export interface ListenerList {
  userId: Id;
  name: string | null;
  facts: ListenerFacts | null;
  list: RecommendationList;
}

export interface ListenerFacts {
  plays: number;
  tracks: number;
  active_weeks: number;
  skip_share: number;
  top_genre: string | null;
  top_artist_name: string | null;
  last_played_on: string | null;
}
