import { availableParallelism } from 'node:os';
import { learnHybridWeights } from '../../evaluation/learn-hybrid.ts';
import { generatedSeedFolder } from '../../evaluation/seed-folder.ts';
import { validationSplit } from '../../evaluation/validation-split.ts';
import type { JobContext } from '../../jobs/context.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { loadDataset } from '../dataset/load-dataset.ts';
import type { HybridParams } from '../hybrid.ts';
import { parts } from '../parts.ts';
import type { Dataset, Recommender } from '../recommender.ts';
import { recommenderNamed, taskOf } from '../registry.ts';
import { trainingFile } from './training-file.ts';
import type { Gate } from './gates.ts';
import { modelIdOf, sameParams } from './model-id.ts';
import { findModel, listModels, servedModel, storeModel, type ModelCard, type StoredModel } from './model-store.ts';
import { gatesOf, notePublication } from './publish.ts';
import { dropOldArrays, serveModel } from './serve-model.ts';

export interface FitOptions {
  /** A name from the registry; `hybrid` by default. */
  recommender?: string;
  /** Parameters that differ from the recommender's defaults. */
  params?: Record<string, unknown>;
  seed?: number;
  threads?: number;
  /** Learn the hybrid's weights on the last 28 days (or a fifth of each listener's tracks) before the fit on everything. */
  learnWeights?: boolean;
}

export interface FitResult {
  model: StoredModel;
  /** True where the same code, parameters, data and seed had been fitted before. */
  reused: boolean;
  /** What stood between the model and being served; a failed gate leaves it a candidate. */
  gates: Gate[];
}

/** Fits a recommender on everything the lakehouse knows, stores the model, and serves it unless its gates refuse. */
export async function fitModel(lake: Lakehouse, options: FitOptions, context: JobContext): Promise<FitResult> {
  const recommender = recommenderNamed(options.recommender ?? 'hybrid');
  const seed = options.seed ?? 1;
  const given = options.params ?? {};
  const learned =
    options.learnWeights === true && recommender.name === 'hybrid'
      ? await learnHybridWeights(validationSplit(lake, { seed }, context), given, seed, context)
      : {};
  const params = recommender.params.parse({ ...given, ...('weights' in learned ? { weights: learned.weights } : {}) });
  const dataset = loadDataset(lake, {}, context);
  const codeVersion = codeVersionOf(recommender, params);
  const modelId = modelIdOf({ recommender: recommender.name, codeVersion, params, seed, dataset });
  const known = listModels(lake).some(model => model.modelId === modelId && model.bytes > 0);
  if (!known) {
    const notes: string[] = [];
    const startedAt = performance.now();
    const checkpoint = trainingFile(lake.path, modelId);
    const model = await recommender.fit(dataset, params, {
      ...context,
      log(level, message) {
        notes.push(message);
        context.log(level, message);
      },
      seed,
      threads: options.threads ?? Math.min(2, availableParallelism()),
      checkpoint,
    });
    const row = {
      modelId,
      recommender: recommender.name,
      title: recommender.title,
      params: { ...params },
      seed,
      snapshotId: dataset.snapshotId,
      codeVersion,
      fittedAt: context.now().toISOString(),
      seconds: (performance.now() - startedAt) / 1000,
      card: cardOf(lake, dataset, notes),
    };
    context.progress({ stage: `storing model ${modelId}`, done: 0, total: 1, unit: 'steps' });
    storeModel(lake, row, model, dataset);
    dropOldArrays(lake);
    checkpoint.remove();
  }
  const gates = serveWhenGood(lake, modelId, context);
  return { model: findModel(lake, modelId), reused: known, gates };
}

/** A blend's scores also depend on the code of every part, so it names them all. */
function codeVersionOf(recommender: Recommender, params: object): string {
  const own = `${recommender.name}@${recommender.version}`;
  if (recommender.name !== 'hybrid') return own;
  const used = parts.filter(part => part.name === 'popularity' || part.name in (params as HybridParams).weights);
  return [own, ...used.map(part => `${part.name}@${part.version}`)].join(' ');
}

function cardOf(lake: Lakehouse, dataset: Dataset, notes: string[]): ModelCard {
  const { plays, userIds, items } = dataset;
  return {
    data: {
      users: userIds.length,
      tracks: items.ids.length,
      plays: plays.values?.reduce((sum, count) => sum + count, 0) ?? plays.indices.length,
      pairs: plays.indices.length,
      asOf: dataset.asOf === 0 ? null : new Date(dataset.asOf * 86_400_000).toISOString(),
      synthetic: generatedSeedFolder(lake) !== null,
    },
    notes,
    publications: [],
  };
}

/**
 * Serves a model that passes its gates, and one with the served one's parameters, learned from newer data: its figures
 * are then the old ones. Any other stays a candidate until it is published; where nothing else could answer it is served
 * as an override. Its card says which it was.
 */
function serveWhenGood(lake: Lakehouse, modelId: string, context: JobContext): Gate[] {
  const gates = gatesOf(lake, modelId);
  const failed = gates.filter(gate => !gate.passed);
  const reason = failed.map(gate => `${gate.name}: ${gate.detail}`).join('; ');
  const model = findModel(lake, modelId);
  const served = servedModel(lake, taskOf(model.recommender));
  const renewed = served?.recommender === model.recommender && sameParams(served.params, model.params);
  if (failed.length === 0) serveModel(lake, modelId, { action: 'served', reason: 'all gates passed' }, context);
  else if (served === undefined) {
    context.log('warn', `model ${modelId} is served because there is no other, but its gates failed: ${reason}`);
    serveModel(lake, modelId, { action: 'overridden', reason: `no other model to serve; failed: ${reason}` }, context);
  } else if (renewed && failed.every(gate => gate.name === 'evaluated')) {
    serveModel(lake, modelId, { action: 'served', reason: `parameters of the served model; ${reason}` }, context);
  } else {
    context.log('warn', `model ${modelId} is not served: ${reason}`);
    notePublication(lake, modelId, { at: context.now().toISOString(), action: 'refused', reason });
  }
  return gates;
}
