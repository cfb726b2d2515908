import type { Random } from '../../../matrix/random.ts';

/** Tracks that a batch's targets are told apart from, each once. */
export interface Negatives {
  readonly items: Int32Array;
  readonly count: number;
  /** Added to their logits, so that their exponentials sum, on average, to those of the whole catalogue. */
  readonly offsets: Float32Array;
}

export type DrawNegatives = (random: Random) => Negatives;

/** Draws `most` times by plays to the power `exponent`; a track drawn again counts again. 0: all tracks, always. */
export function negativesBy(
  plays: ArrayLike<number>,
  most: number,
  exponent: number,
  offsets: Float32Array,
): DrawNegatives {
  const itemCount = plays.length;
  if (most === 0) {
    const items = Int32Array.from({ length: itemCount }, (_, item) => item);
    return () => ({ items, count: itemCount, offsets: offsets.fill(0) });
  }
  const upTo = new Float64Array(itemCount);
  let total = 0;
  for (let item = 0; item < itemCount; item += 1) {
    total += Math.max(1, plays[item] ?? 0) ** exponent;
    upTo[item] = total;
  }
  const drawn = new Int32Array(itemCount);
  const items = new Int32Array(most);
  return random => {
    let count = 0;
    for (let i = 0; i < most; i += 1) {
      const item = firstAbove(upTo, random.next() * total);
      if (drawn[item] === 0) {
        items[count] = item;
        count += 1;
      }
      drawn[item] = (drawn[item] ?? 0) + 1;
    }
    for (let i = 0; i < count; i += 1) {
      const item = items[i] ?? 0;
      const chance = ((upTo[item] ?? 0) - (item === 0 ? 0 : (upTo[item - 1] ?? 0))) / total;
      offsets[i] = Math.log((drawn[item] ?? 1) / (most * chance));
      drawn[item] = 0;
    }
    return { items, count, offsets };
  };
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
