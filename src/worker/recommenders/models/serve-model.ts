import type { JobContext } from '../../jobs/context.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Task } from '../recommender.ts';
import { taskOf } from '../registry.ts';
import { findModel, listModels, servedModel } from './model-store.ts';
import type { ModelCard, Publication, StoredModel } from './model-store.ts';

/** Makes a stored model the one that answers its task; the one before it is retired, and can be rolled back to. */
export function serveModel(
  lake: Lakehouse,
  modelId: string,
  publication: Pick<Publication, 'action' | 'reason'>,
  context: Pick<JobContext, 'now'>,
): void {
  const { card, recommender } = findModel(lake, modelId);
  const before = servedModel(lake, taskOf(recommender));
  const entry: Publication = { at: context.now().toISOString(), ...publication };
  lake.db
    .transaction(() => {
      if (before !== undefined)
        lake.db.prepare(`update lake_models set state = 'retired' where model_id = ?`).run(before.modelId);
      lake.db.prepare(`update lake_models set state = 'served' where model_id = ?`).run(modelId);
      dropOldArrays(lake);
      writeCard(lake, modelId, { ...card, publications: [...card.publications, entry] });
    })
    .immediate();
}

/** The model that was served before the one that answers this task, if it can still answer. */
export const servedBefore = (lake: Lakehouse, task: Task): StoredModel | undefined =>
  listModels(lake)
    .filter(model => model.state === 'retired' && model.bytes > 0 && taskOf(model.recommender) === task)
    .flatMap(model => ({ model, at: lastServedAt(model) ?? '' }))
    .filter(({ at }) => at !== '')
    .sort((a, b) => (a.at < b.at ? 1 : -1))[0]?.model;

const SERVING: ReadonlySet<Publication['action']> = new Set(['served', 'overridden', 'rolled back to']);

const lastServedAt = ({ card }: StoredModel): string | undefined =>
  card.publications.filter(({ action }) => SERVING.has(action)).at(-1)?.at;

/** Models that don't answer keep their arrays while they are among the newest so many; what is known of them stays. */
const KEPT_MODELS = 4;

/** The models that can be rolled back to keep theirs too. */
export function dropOldArrays(lake: Lakehouse): void {
  const kept = new Set((['lists', 'next-track'] as const).map(task => servedBefore(lake, task)?.modelId));
  const old = lake.db
    .prepare(
      `select model_id from lake_models where state <> 'served' and bytes > 0 order by fitted_at desc, model_id limit -1 offset ?`,
    )
    .pluck()
    .all(KEPT_MODELS) as string[];
  for (const modelId of old.filter(each => !kept.has(each))) {
    lake.db.prepare('delete from lake_model_arrays where model_id = ?').run(modelId);
    lake.db.prepare('update lake_models set bytes = 0 where model_id = ?').run(modelId);
  }
}

export function writeCard(lake: Lakehouse, modelId: string, card: ModelCard): void {
  lake.db.prepare('update lake_models set card = ? where model_id = ?').run(JSON.stringify(card), modelId);
}
