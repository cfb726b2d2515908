import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Dataset } from '../../recommenders/recommender.ts';
import type { StoredModel } from '../../recommenders/models/model-store.ts';

export interface Metric {
  name: string;
  value: number;
  /** Ends of the interval, where one was computed. */
  low: number | null;
  high: number | null;
}

/** A model card: what the model is, what it learned from, and how well it did when it was put to the test. */
export interface ModelFacts {
  modelId: string;
  recommender: string;
  title: string;
  params: Record<string, unknown>;
  seed: number;
  codeVersion: string;
  snapshotId: number;
  fittedAt: string;
  seconds: number;
  state: string;
  data: StoredModel['card']['data'];
  notes: string[];
  publications: StoredModel['card']['publications'];
  /** The parts whose contributions make a score. */
  parts: string[];
  evaluations: Evaluation[];
  integerUserIds: boolean;
  integerTrackIds: boolean;
}

export interface Evaluation {
  recommender: string;
  /** It was this model, not another one of its kind. */
  ofThisModel: boolean;
  protocol: string;
  snapshotId: number;
  createdAt: string;
  metrics: Metric[];
}

export function describeModel(lake: Lakehouse, model: StoredModel, dataset: Dataset): ModelFacts {
  const { modelId, recommender, title, params, seed, codeVersion, snapshotId, fittedAt, seconds, state, card } = model;
  return {
    modelId,
    recommender,
    title,
    params,
    seed,
    codeVersion,
    snapshotId,
    fittedAt,
    seconds,
    state,
    data: card.data,
    notes: card.notes,
    publications: card.publications,
    parts: partsOf(model),
    evaluations: readEvaluations(lake, modelId),
    integerUserIds: dataset.userIds.every(Number.isSafeInteger),
    integerTrackIds: dataset.items.ids.every(Number.isSafeInteger),
  };
}

/** The parts of a blend by their weights; any other model is its own only part. */
function partsOf({ recommender, params }: StoredModel): string[] {
  const { weights } = params;
  if (recommender !== 'hybrid' || typeof weights !== 'object' || weights === null) return [recommender];
  return Object.entries(weights)
    .filter(([, weight]) => typeof weight === 'number' && weight > 0)
    .sort(([, a], [, b]) => Number(b) - Number(a))
    .map(([name]) => name);
}

/** The newest evaluation of each recommender, this model's first. */
function readEvaluations(lake: Lakehouse, modelId: string): Evaluation[] {
  const rows = lake.db
    .prepare(
      `select recommender, model_id, protocol, snapshot_id, created_at, metrics from lake_evaluations
       where evaluation_id in (select max(evaluation_id) from lake_evaluations group by recommender)
       order by coalesce(model_id = ?, 0) desc, recommender`,
    )
    .all(modelId) as {
    recommender: string;
    model_id: string | null;
    protocol: string;
    snapshot_id: number;
    created_at: string;
    metrics: string;
  }[];
  return rows.map(row => ({
    recommender: row.recommender,
    ofThisModel: row.model_id === modelId,
    protocol: row.protocol,
    snapshotId: row.snapshot_id,
    createdAt: row.created_at,
    metrics: readMetrics(row.metrics),
  }));
}

function readMetrics(json: string): Metric[] {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null) return [];
  return Object.entries(parsed).flatMap(([name, found]: [string, unknown]) => {
    if (typeof found === 'number') return [{ name, value: found, low: null, high: null }];
    if (typeof found !== 'object' || found === null || !('value' in found) || typeof found.value !== 'number')
      return [];
    const end = (key: 'low' | 'high'): number | null => {
      const value = (found as Record<string, unknown>)[key];
      return typeof value === 'number' ? value : null;
    };
    return [{ name, value: found.value, low: end('low'), high: end('high') }];
  });
}
