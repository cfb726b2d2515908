import type { EntityId } from '../../../shared/rpc/base.ts';
import type { ListShape, RecommendFilters } from '../../../shared/rpc/recommended-lists.ts';
import type { rpc } from '../../rpc/client.ts';

/** Whom or what the list is for. */
export type Asked =
  | { kind: 'listener'; id: EntityId }
  | { kind: 'track'; id: EntityId }
  /** What comes next after these tracks, the latest last; `of` is whose session it is. */
  | { kind: 'session'; trackIds: readonly EntityId[]; of: EntityId | null };

export type Recommended = Awaited<ReturnType<typeof rpc.recommend.recommend>>;
export type Part = Recommended['parts'][number];

/** What a person can turn. */
export interface Wishes {
  k: number;
  /** By part; what is left out keeps the model's own weight. */
  weights: Readonly<Record<string, number>>;
  /** What is left out keeps the model's own; a cap of null is none. */
  shape: Partial<ListShape>;
  excludeHeard: boolean;
  explicit: boolean;
  /** ISO date: nothing older. */
  releasedFrom: string | null;
}

export const startingWishes: Wishes = {
  ...{ k: 25, weights: {}, shape: {}, excludeHeard: true, explicit: true, releasedFrom: null },
};

/** More than any artist has tracks in a list: how "no cap" is said to a model that has one of its own. */
const NO_CAP = 500;

export function filtersOf({ shape, excludeHeard, explicit, releasedFrom }: Wishes): Partial<RecommendFilters> {
  const { artistCap, ...rerank } = shape;
  return {
    ...rerank,
    excludeHeard,
    explicit,
    ...(artistCap === undefined ? {} : { maxPerArtist: artistCap ?? NO_CAP }),
    ...(releasedFrom === null ? {} : { releasedFrom }),
  };
}

/** Nothing of the order was moved. */
export const isUnmoved = ({ weights, shape }: Wishes): boolean =>
  Object.keys(weights).length === 0 && Object.keys(shape).length === 0;

/** The colour of a part, the same on sliders, bars and reasons. */
export function partColor(parts: readonly Part[], name: string): string {
  const index = parts.findIndex(part => part.name === name);
  return `var(--chart-${(Math.max(0, index) % 10) + 1})`;
}
