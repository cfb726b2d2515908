import type { EntityId } from '../../../shared/rpc/base.ts';
import type { rpc } from '../../rpc/client.ts';

/** Whom or what the list is for. */
export interface Asked {
  kind: 'listener' | 'track';
  id: EntityId;
}

export type Recommended = Awaited<ReturnType<typeof rpc.recommend.recommend>>;
export type Part = Recommended['parts'][number];

/** What a person can turn. */
export interface Wishes {
  k: number;
  /** By part; what is left out keeps the model's own weight. */
  weights: Readonly<Record<string, number>>;
  excludeHeard: boolean;
  maxPerArtist: number | null;
  /** 0 … 1 */
  diversity: number;
}

export const startingWishes: Wishes = { k: 25, weights: {}, excludeHeard: true, maxPerArtist: null, diversity: 0 };

/** The colour of a part, the same on sliders, bars and reasons. */
export function partColor(parts: readonly Part[], name: string): string {
  const index = parts.findIndex(part => part.name === name);
  return `var(--chart-${(Math.max(0, index) % 10) + 1})`;
}
