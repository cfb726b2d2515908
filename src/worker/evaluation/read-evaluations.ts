import type { EvaluationInfo } from '../../shared/rpc/models.ts';
import type { Lakehouse } from '../lakehouse/open.ts';

type Row = Omit<EvaluationInfo, 'params' | 'metrics' | 'protocol' | 'segments'> & {
  params: string;
  protocol: string;
  metrics: string;
  segments: string | null;
};

/** What was judged, the newest first; of one recommender or of one run where these are given. */
export function readEvaluations(
  lake: Lakehouse,
  {
    recommender = null,
    runId = null,
    limit = 200,
  }: { recommender?: string | null; runId?: string | null; limit?: number },
): EvaluationInfo[] {
  const rows = lake.db
    .prepare(
      `select evaluation_id as evaluationId, run_id as runId, snapshot_id as snapshotId, recommender, model_id as modelId, params,
         protocol, metrics, segments, seconds, created_at as createdAt
       from lake_evaluations
       where (@recommender is null or recommender = @recommender) and (@runId is null or run_id = @runId)
       order by evaluation_id desc limit @limit`,
    )
    .all({ recommender, runId, limit }) as Row[];
  return rows.map(row => ({
    ...row,
    params: JSON.parse(row.params) as EvaluationInfo['params'],
    protocol: JSON.parse(row.protocol) as unknown,
    metrics: withIntervals(JSON.parse(row.metrics) as Record<string, unknown>),
    segments: row.segments === null ? null : (JSON.parse(row.segments) as unknown),
  }));
}

/** A metric is stored as a number; `intervals` beside them holds [low, high] for those that have one. */
function withIntervals({ intervals, ...metrics }: Record<string, unknown>): EvaluationInfo['metrics'] {
  const known = (intervals ?? {}) as Record<string, [number, number] | undefined>;
  const entries = Object.entries(metrics).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    const [low, high] = known[name] ?? [null, null];
    return [[name, { value, low, high }] as const];
  });
  return Object.fromEntries(entries);
}
