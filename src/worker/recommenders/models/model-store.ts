import { TracklakeError } from '../../../shared/errors.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { datasetFromArtefact, datasetToArtefact } from '../dataset/store.ts';
import type { Artefact, Dataset, Model, Task } from '../recommender.ts';
import { recommenderNamed, taskOf } from '../registry.ts';
import { readArrays, writeArrays } from './array-store.ts';

export type ModelState = 'candidate' | 'served' | 'retired';

/** One row of `lake_models`. Times are ISO 8601 in UTC. */
export interface StoredModel {
  modelId: string;
  recommender: string;
  title: string;
  params: Record<string, unknown>;
  seed: number;
  snapshotId: number;
  codeVersion: string;
  fittedAt: string;
  seconds: number;
  /** Offline metrics, where the model's kind was evaluated: `ndcg@10` and so on. */
  metrics: Record<string, number> | null;
  card: ModelCard;
  state: ModelState;
  bytes: number;
}

/** What a person should know about a model before trusting it. */
export interface ModelCard {
  data: { users: number; tracks: number; plays: number; pairs: number; asOf: string | null; synthetic: boolean };
  /** Facts about the fit: what was left out, how long each part took. */
  notes: string[];
  /** Each time that the model was served, put into a report against its gates, or refused. */
  publications: Publication[];
}

export interface Publication {
  at: string;
  action: 'served' | 'refused' | 'overridden' | 'rolled back to' | 'reported' | 'report refused';
  reason: string;
}

export type NewModel = Omit<StoredModel, 'state' | 'bytes' | 'metrics'>;

/** Keeps a fitted model with the data it learned from, in one transaction. It is a candidate until it is served. */
export function storeModel(lake: Lakehouse, row: NewModel, model: Model, dataset: Dataset): StoredModel {
  const own = model.save();
  const data = datasetToArtefact(dataset);
  const arrays = { ...prefixed('model/', own.arrays), ...prefixed('data/', data.arrays), meta: metaArray(own, data) };
  return lake.db
    .transaction(() => {
      lake.db.prepare('delete from lake_models where model_id = ?').run(row.modelId); // one whose arrays were dropped
      lake.db
        .prepare(
          `insert into lake_models (model_id, recommender, title, params, seed, snapshot_id, code_version, fitted_at, seconds, metrics, card, state, bytes)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, 'candidate', 0)`,
        )
        .run(
          row.modelId,
          row.recommender,
          row.title,
          JSON.stringify(row.params),
          row.seed,
          row.snapshotId,
          row.codeVersion,
          row.fittedAt,
          row.seconds,
          JSON.stringify(row.card),
        );
      const bytes = writeArrays(lake, row.modelId, arrays);
      lake.db.prepare('update lake_models set bytes = ? where model_id = ?').run(bytes, row.modelId);
      return { ...row, metrics: null, state: 'candidate' as const, bytes };
    })
    .immediate();
}

export interface LoadedModel {
  row: StoredModel;
  model: Model;
  dataset: Dataset;
}

/** A stored model, ready to score. Throws `not_found` where it is so old that its arrays were dropped. */
export function loadModel(lake: Lakehouse, row: StoredModel): LoadedModel {
  if (row.bytes === 0)
    throw new TracklakeError('not_found', `model ${row.modelId} is too old: only what is known of it was kept`, {
      hint: 'fit it again with its parameters',
    });
  const arrays = readArrays(lake, row.modelId);
  const { model: modelMeta, data: dataMeta } = metaOf(row.modelId, arrays['meta']);
  const dataset = datasetFromArtefact({ arrays: unprefixed('data/', arrays), meta: dataMeta });
  const recommender = recommenderNamed(row.recommender);
  const model = recommender.load({ arrays: unprefixed('model/', arrays), meta: modelMeta }, dataset);
  return { row, model, dataset };
}

export function findModel(lake: Lakehouse, modelId: string): StoredModel {
  const found = selectModels(lake, 'where model_id = ?', modelId)[0];
  if (found === undefined)
    throw new TracklakeError('not_found', `no model ${modelId}`, { hint: 'tracklake status lists the models' });
  return found;
}

/** All models, the newest first. */
export const listModels = (lake: Lakehouse): StoredModel[] => selectModels(lake, '');

/** The model that answers a task; undefined where none was fitted yet. */
export const servedModel = (lake: Lakehouse, task: Task = 'lists'): StoredModel | undefined =>
  selectModels(lake, `where state = 'served'`).find(model => taskOf(model.recommender) === task);

function selectModels(lake: Lakehouse, where: string, ...parameters: string[]): StoredModel[] {
  const rows = lake.db
    .prepare(
      `select model_id as modelId, recommender, title, params, seed, snapshot_id as snapshotId, code_version as codeVersion,
         fitted_at as fittedAt, seconds, metrics, card, state, bytes
       from lake_models ${where} order by fitted_at desc, model_id`,
    )
    .all(...parameters) as (Omit<StoredModel, 'params' | 'metrics' | 'card'> & {
    params: string;
    metrics: string | null;
    card: string;
  })[];
  return rows.map(row => ({
    ...row,
    params: JSON.parse(row.params) as StoredModel['params'],
    metrics: row.metrics === null ? null : (JSON.parse(row.metrics) as StoredModel['metrics']),
    card: JSON.parse(row.card) as ModelCard,
  }));
}

function prefixed(prefix: string, arrays: Artefact['arrays']): Artefact['arrays'] {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [prefix + name, array]));
}

function unprefixed(prefix: string, arrays: Artefact['arrays']): Artefact['arrays'] {
  const own = Object.entries(arrays).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, array]) => [name.slice(prefix.length), array]));
}

const metaArray = (model: Artefact, data: Artefact): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ model: model.meta, data: data.meta }));

function metaOf(modelId: string, array: unknown): { model: Artefact['meta']; data: Artefact['meta'] } {
  if (!(array instanceof Uint8Array))
    throw new TracklakeError('corrupt', `model ${modelId}: its description is missing; fit it again`);
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(array))) as ReturnType<typeof metaOf>;
}
