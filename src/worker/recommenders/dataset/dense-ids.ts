import type { Id } from '../recommender.ts';

/** Ids and their dense indexes, both ways. */
export interface DenseIds {
  readonly ids: readonly Id[];
  /** -1 for an id that is not there. */
  indexOf(id: Id): number;
}

export function denseIds(ids: readonly Id[]): DenseIds {
  const positions = new Map(ids.map((id, index) => [id, index]));
  return { ids, indexOf: id => positions.get(id) ?? -1 };
}
