import type { Job } from '../../shared/domain/jobs.ts';
import type { TouchedThing } from '../../shared/rpc/pipelines.ts';
import type { CollectSummary } from '../collectors/collect.ts';
import type { Evaluation } from '../evaluation/evaluate-lakehouse.ts';
import type { SeedSummary } from '../generate/seed.ts';
import type { ImportSummary } from '../importers/import-paths.ts';
import type { BuildSummary } from '../lakehouse/build.ts';
import type { CheckSummary } from '../lakehouse/checks.ts';
import { relations } from '../lakehouse/relations.ts';
import type { FitResult } from '../recommenders/models/fit-model.ts';
import type { RecommendToAllSummary } from '../recommenders/serving/recommend-to-all.ts';
import type { ReportSummary } from '../reports/report.ts';

export interface Touched {
  reads: TouchedThing[];
  writes: TouchedThing[];
}

/** What a job read and wrote, as its result says; nothing for one that has not succeeded. */
export function touchedBy({ kind, state, result }: Job): Touched {
  if (state !== 'succeeded' || result === null) return { reads: [], writes: [] };
  switch (kind) {
    case 'generate':
      return { reads: [], writes: filesOf(result as SeedSummary) };
    case 'import':
      return importTouched(result as ImportSummary);
    case 'collect':
      return collectTouched(result as CollectSummary);
    case 'build':
      return buildTouched(result as BuildSummary);
    case 'check':
      return { reads: relationsOf((result as CheckSummary).results.map(check => check.relation)), writes: [] };
    case 'fit':
      return fitTouched(result as FitResult);
    case 'evaluate':
      return { reads: [snapshot((result as Evaluation).snapshot_id)], writes: [] };
    case 'recommend':
      return recommendTouched(result as RecommendToAllSummary);
    case 'report':
      return { reads: [], writes: reportFiles(result as ReportSummary) };
    case 'forget':
      return { reads: [], writes: [] };
  }
}

const thing = (kind: TouchedThing['kind'], name: string, rows: number | null = null): TouchedThing => ({
  kind,
  name,
  rows,
});
const snapshot = (id: number): TouchedThing => thing('snapshot', String(id));
const relationsOf = (names: readonly string[]): TouchedThing[] =>
  [...new Set(names)].sort().map(name => thing('relation', name));

const filesOf = ({ out, files }: SeedSummary): TouchedThing[] =>
  files.map(({ name, rows }) => thing('file', `${out}/${name}`, rows));

/** A relation that several files went into is named once, with the rows of all. */
function importTouched({ files }: ImportSummary): Touched {
  const read = files.filter(file => 'rowsIn' in file);
  const rows = new Map<string, number>();
  for (const file of read)
    if (file.kind === 'loaded') rows.set(file.relation, (rows.get(file.relation) ?? 0) + file.rowsLoaded);
  return {
    reads: read.map(file => thing('file', file.path, file.rowsIn)),
    writes: [...rows].map(([relation, loaded]) => thing('relation', relation, loaded)),
  };
}

const collectTouched = ({ source, account, rowsLoaded }: CollectSummary): Touched => ({
  reads: [thing('service', `${source}: ${account}`, rowsLoaded)],
  writes: [],
});

/** What was built reads its inputs; what was left as it is was not touched. */
function buildTouched({ outcomes }: BuildSummary): Touched {
  const built = outcomes.filter(({ outcome }) => outcome === 'full' || outcome === 'incremental' || outcome === 'view');
  const names = new Set(built.map(({ relation }) => relation));
  const inputs = relations().flatMap(({ name, inputs }) => (names.has(name) ? inputs : []));
  return {
    reads: relationsOf(inputs.filter(input => !names.has(input))),
    writes: built.map(({ relation, rows }) => thing('relation', relation, rows)),
  };
}

const fitTouched = ({ model, reused }: FitResult): Touched => ({
  reads: [snapshot(model.snapshotId)],
  writes: reused ? [] : [thing('model', model.modelId)],
});

const recommendTouched = ({ modelId, recommendations }: RecommendToAllSummary): Touched => ({
  reads: [thing('model', modelId)],
  writes: [thing('relation', 'bronze_recommendation_events', recommendations)],
});

const reportFiles = ({ files }: ReportSummary): TouchedThing[] => files.map(({ path }) => thing('file', path));
