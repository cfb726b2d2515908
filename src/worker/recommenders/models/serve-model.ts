import type { JobContext } from '../../jobs/context.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { findModel, type ModelCard, type Publication } from './model-store.ts';

/** Makes a stored model the one that answers; the one before it is retired, and can be rolled back to. */
export function serveModel(
  lake: Lakehouse,
  modelId: string,
  publication: Pick<Publication, 'action' | 'reason'>,
  context: Pick<JobContext, 'now'>,
): void {
  const { card } = findModel(lake, modelId);
  const entry: Publication = { at: context.now().toISOString(), ...publication };
  lake.db
    .transaction(() => {
      lake.db.prepare(`update lake_models set state = 'retired' where state = 'served' and model_id <> ?`).run(modelId);
      lake.db.prepare(`update lake_models set state = 'served' where model_id = ?`).run(modelId);
      dropOldArrays(lake);
      writeCard(lake, modelId, { ...card, publications: [...card.publications, entry] });
    })
    .immediate();
}

/** Models that no longer answer keep their arrays while they are among the newest so many; what is known of them stays. */
const KEPT_MODELS = 4;

function dropOldArrays(lake: Lakehouse): void {
  const old = lake.db
    .prepare(
      `select model_id from lake_models where state <> 'served' and bytes > 0 order by fitted_at desc, model_id limit -1 offset ?`,
    )
    .pluck()
    .all(KEPT_MODELS) as string[];
  for (const modelId of old) {
    lake.db.prepare('delete from lake_model_arrays where model_id = ?').run(modelId);
    lake.db.prepare('update lake_models set bytes = 0 where model_id = ?').run(modelId);
  }
}

export function writeCard(lake: Lakehouse, modelId: string, card: ModelCard): void {
  lake.db.prepare('update lake_models set card = ? where model_id = ?').run(JSON.stringify(card), modelId);
}
