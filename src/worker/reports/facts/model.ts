import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Dataset } from '../../recommenders/recommender.ts';
import { readEvaluation, type EvaluationFacts } from './evaluation.ts';
import type { StoredModel } from '../../recommenders/models/model-store.ts';

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
  evaluation: EvaluationFacts | null;
  integerUserIds: boolean;
  integerTrackIds: boolean;
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
    evaluation: readEvaluation(lake, model),
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
