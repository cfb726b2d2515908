import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { sameParams } from '../recommenders/models/model-id.ts';
import { listModels } from '../recommenders/models/model-store.ts';
import { taskOf } from '../recommenders/registry.ts';
import type { Evaluation } from './evaluate-lakehouse.ts';

/**
 * Writes one row for each recommender of an evaluation into `lake_evaluations`, in one transaction. Models of the same
 * snapshot with the same parameters get the figures too.
 */
export function recordEvaluation(
  lake: Lakehouse,
  evaluation: Evaluation,
  context: Pick<JobContext, 'now' | 'runId'>,
): void {
  const insert = lake.db.prepare(
    `insert into lake_evaluations (run_id, snapshot_id, recommender, model_id, params, protocol, metrics, segments, seconds, created_at)
     values (?, ?, ?, null, ?, ?, ?, ?, ?, ?)`,
  );
  const keepMetrics = lake.db.prepare('update lake_models set metrics = ? where model_id = ?');
  const task = evaluation.protocol.kind === 'sessions' ? 'next-track' : 'lists';
  const models = listModels(lake).filter(
    model => model.snapshotId === evaluation.snapshot_id && taskOf(model.recommender) === task,
  );
  const createdAt = context.now().toISOString();
  const { protocol, description, seed, k, train, held_out, synthetic, attainable, leak, notes } = evaluation;
  const { comparisons } = evaluation;
  lake.db
    .transaction(() => {
      for (const result of evaluation.recommenders) {
        insert.run(
          context.runId,
          evaluation.snapshot_id,
          result.recommender,
          JSON.stringify(result.params),
          JSON.stringify({
            ...protocol,
            description,
            seed,
            k,
            train,
            held_out,
            synthetic,
            attainable,
            leak,
            notes,
            comparisons,
          }),
          JSON.stringify({ ...result.metrics, intervals: result.intervals }),
          JSON.stringify(result.segments),
          result.fit_seconds + result.judge_seconds,
          createdAt,
        );
        for (const model of models)
          if (model.recommender === result.recommender && sameParams(model.params, result.params))
            keepMetrics.run(JSON.stringify(result.metrics), model.modelId);
      }
    })
    .immediate();
}
