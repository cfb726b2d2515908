import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import type { Evaluation } from './evaluate-lakehouse.ts';

/** Writes one row for each recommender of an evaluation into `lake_evaluations`, in one transaction. */
export function recordEvaluation(
  lake: Lakehouse,
  evaluation: Evaluation,
  context: Pick<JobContext, 'now' | 'runId'>,
): void {
  const insert = lake.db.prepare(
    `insert into lake_evaluations (run_id, snapshot_id, recommender, model_id, params, protocol, metrics, segments, seconds, created_at)
     values (?, ?, ?, null, ?, ?, ?, ?, ?, ?)`,
  );
  const createdAt = context.now().toISOString();
  const { protocol, description, seed, k, train, held_out, synthetic, attainable, notes } = evaluation;
  lake.db
    .transaction(() => {
      for (const result of evaluation.recommenders)
        insert.run(
          context.runId,
          evaluation.snapshot_id,
          result.recommender,
          JSON.stringify(result.params),
          JSON.stringify({ ...protocol, description, seed, k, train, held_out, synthetic, attainable, notes }),
          JSON.stringify({ ...result.metrics, intervals: result.intervals }),
          JSON.stringify(result.segments),
          result.fit_seconds + result.judge_seconds,
          createdAt,
        );
    })
    .immediate();
}
