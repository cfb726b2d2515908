import type { Rng } from './random.ts';

/**
 * Alias tables (Vose) for many independent groups in one pair of arrays: drawing from a group takes two random numbers,
 * whatever its size. Groups are given by their offsets, group g is `starts[g] … starts[g + 1] − 1`.
 */
export class AliasTables {
  readonly starts: Int32Array;
  private readonly threshold: Uint32Array;
  private readonly other: Int32Array;
  private readonly small: Int32Array;
  private readonly large: Int32Array;
  private readonly scaled: Float64Array;

  constructor(starts: Int32Array) {
    const total = starts[starts.length - 1] ?? 0;
    this.starts = starts;
    this.threshold = new Uint32Array(total);
    this.other = new Int32Array(total);
    this.small = new Int32Array(total);
    this.large = new Int32Array(total);
    this.scaled = new Float64Array(total);
  }

  /** Fills one group from `weights` at the same positions; returns their sum (0: the group must not be drawn from). */
  build(group: number, weights: Float64Array): number {
    const from = this.starts[group] ?? 0;
    const to = this.starts[group + 1] ?? from;
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += weights[i] ?? 0;
    if (sum <= 0) return 0;
    const { small, large, scaled, threshold, other } = this;
    const scale = (to - from) / sum;
    let smalls = 0;
    let larges = 0;
    for (let i = from; i < to; i += 1) {
      const share = (weights[i] ?? 0) * scale;
      scaled[i] = share;
      if (share < 1) small[smalls++] = i;
      else large[larges++] = i;
    }
    while (smalls > 0 && larges > 0) {
      const s = small[--smalls] ?? 0;
      const l = large[larges - 1] ?? 0;
      const share = scaled[s] ?? 0;
      threshold[s] = Math.floor(share * 4294967295);
      other[s] = l;
      const left = (scaled[l] ?? 0) + share - 1;
      scaled[l] = left;
      if (left < 1) {
        larges -= 1;
        small[smalls++] = l;
      }
    }
    while (larges > 0) this.settle(large[--larges] ?? 0);
    while (smalls > 0) this.settle(small[--smalls] ?? 0);
    return sum;
  }

  /** A position in `starts[group] … starts[group + 1] − 1`. */
  draw(group: number, rng: Rng): number {
    const from = this.starts[group] ?? 0;
    const i = from + rng.below((this.starts[group + 1] ?? 0) - from);
    return rng.next32() <= (this.threshold[i] ?? 0) ? i : (this.other[i] ?? 0);
  }

  private settle(i: number): void {
    this.threshold[i] = 4294967295;
    this.other[i] = i;
  }
}

/** One alias table over `weights`; draws are indexes into it. */
export function aliasTable(weights: ArrayLike<number>): (rng: Rng) => number {
  const tables = new AliasTables(Int32Array.of(0, weights.length));
  if (tables.build(0, Float64Array.from(weights)) === 0) throw new RangeError('an alias table needs a weight above 0');
  return rng => tables.draw(0, rng);
}
