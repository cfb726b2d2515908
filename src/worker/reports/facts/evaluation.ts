import type { Lakehouse } from '../../lakehouse/open.ts';
import { sameParams } from '../../recommenders/models/model-id.ts';
import type { StoredModel } from '../../recommenders/models/model-store.ts';

export interface Metric {
  /** `ndcg@10` */
  name: string;
  value: number;
  /** Ends of the interval, where one was computed. */
  low: number | null;
  high: number | null;
}

/** How a recommender did when it was last put to the test, beside the others of that test. */
export interface EvaluationFacts {
  recommender: string;
  /** The parameters were those of the model of this report. */
  sameParameters: boolean;
  /** The protocol in words. */
  description: string;
  usersJudged: number | null;
  snapshotId: number;
  createdAt: string;
  metrics: Metric[];
  /** Of generated data: NDCG@10 as a share of what the generator's own truth reaches; else null. */
  shareOfAttainable: number | null;
  /** NDCG@10 of all recommenders of that test, the best first. */
  beside: { recommender: string; ndcg: number }[];
}

const SHOWN = [
  'ndcg@10',
  'recall@10',
  'recall@20',
  'map@10',
  'hit@10',
  'coverage@10',
  'novelty@10',
  'diversity@10',
  'popularity_bias@10',
];

interface Row {
  run_id: string;
  recommender: string;
  params: string;
  protocol: string;
  metrics: string;
  snapshot_id: number;
  created_at: string;
}

/** The newest evaluation of the model's recommender, preferably with its parameters; null where there was none. */
export function readEvaluation(lake: Lakehouse, model: StoredModel): EvaluationFacts | null {
  const rows = lake.db
    .prepare('select * from lake_evaluations where recommender = ? order by evaluation_id desc limit 20')
    .all(model.recommender) as Row[];
  const isSame = (row: Row): boolean => sameParams(objectIn(row.params), model.params);
  const row = rows.find(isSame) ?? rows[0];
  if (row === undefined) return null;
  const protocol = objectIn(row.protocol);
  const beside = besides(lake, row);
  // the share was measured for the best recommender of the test
  const isBest = beside[0]?.recommender === row.recommender;
  return {
    recommender: row.recommender,
    sameParameters: isSame(row),
    description: typeof protocol['description'] === 'string' ? protocol['description'] : '',
    usersJudged: numberAt(protocol, 'held_out', 'users_judged'),
    snapshotId: row.snapshot_id,
    createdAt: row.created_at,
    metrics: metricsIn(objectIn(row.metrics)),
    shareOfAttainable: isBest ? numberAt(protocol, 'attainable', 'share', 'ndcg@10') : null,
    beside,
  };
}

function metricsIn(found: Record<string, unknown>): Metric[] {
  return SHOWN.flatMap(name => {
    const value = found[name];
    if (typeof value !== 'number') return [];
    return [{ name, value, low: numberAt(found, 'intervals', name, 0), high: numberAt(found, 'intervals', name, 1) }];
  });
}

function besides(lake: Lakehouse, { run_id, created_at }: Row): EvaluationFacts['beside'] {
  const rows = lake.db
    .prepare('select * from lake_evaluations where run_id = ? and created_at = ? order by evaluation_id')
    .all(run_id, created_at) as Row[];
  return rows
    .flatMap(row => {
      const ndcg = numberAt(objectIn(row.metrics), 'ndcg@10');
      return ndcg === null ? [] : [{ recommender: row.recommender, ndcg }];
    })
    .sort((a, b) => b.ndcg - a.ndcg);
}

function objectIn(json: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(json);
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
}

function numberAt(value: unknown, ...path: (string | number)[]): number | null {
  const found = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );
  return typeof found === 'number' ? found : null;
}
