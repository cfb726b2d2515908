import type { CancelToken } from '../jobs/context.ts';
import type { Compute } from './compute/compute.ts';
import { multiply, pack } from './compute/dense.ts';
import { seededRandom, shuffled } from './random.ts';

/** Vectors parted into lists of neighbours (an inverted file): each belongs to the centre that it is most like. */
export interface VectorLists {
  /** lists × dimensions, each of length 1. */
  readonly centres: Float32Array;
  /** Vectors of list l: `members` from starts[l] to starts[l + 1]. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

const ROUNDS = 6;
const SAMPLE_PER_LIST = 64;
const BLOCK = 2048;

/** √rows lists, by spherical k-means on a sample. Deterministic for a seed; `units` are rows × d of length 1, d a multiple of 8. */
export function listVectors(
  compute: Compute,
  units: Float32Array,
  d: number,
  { seed, cancel }: { seed: number; cancel: CancelToken },
): VectorLists {
  const rows = units.length / d;
  const lists = Math.max(1, Math.round(Math.sqrt(rows)));
  const order = shuffled([...Array(rows).keys()], seededRandom(seed));
  const centres = compute.floats(lists * d);
  order.slice(0, lists).forEach((row, list) => centres.set(units.subarray(row * d, (row + 1) * d), list * d));
  const sample = order.slice(0, lists * SAMPLE_PER_LIST);
  const sampled = compute.room(sample.length * d);
  sample.forEach((row, at) => sampled.set(units.subarray(row * d, (row + 1) * d), at * d));
  for (let round = 0; round < ROUNDS; round += 1) {
    cancel.throwIfRequested();
    moveCentres(centres, sampled, nearestCentres(compute, sampled, centres, d), d);
  }
  const whole = nearestCentres(compute, units, centres, d);
  const starts = new Int32Array(lists + 1);
  for (const list of whole) starts[list + 1] = (starts[list + 1] ?? 0) + 1;
  for (let list = 0; list < lists; list += 1) starts[list + 1] = (starts[list + 1] ?? 0) + (starts[list] ?? 0);
  const next = starts.slice();
  const members = new Int32Array(rows);
  whole.forEach((list, row) => {
    members[next[list] ?? 0] = row;
    next[list] = (next[list] ?? 0) + 1;
  });
  return { centres: centres.slice(), starts, members };
}

function nearestCentres(compute: Compute, vectors: Float32Array, centres: Float32Array, d: number): Int32Array {
  const rows = vectors.length / d;
  const lists = centres.length / d;
  const mark = compute.mark();
  const panels = pack(compute, centres, { k: d, n: lists, transposed: true });
  const likeness = compute.room(BLOCK * lists);
  const nearest = new Int32Array(rows);
  for (let first = 0; first < rows; first += BLOCK) {
    const m = Math.min(BLOCK, rows - first);
    multiply(compute, { a: vectors.subarray(first * d, (first + m) * d), b: panels, c: likeness, m });
    for (let row = 0; row < m; row += 1) {
      let best = 0;
      for (let list = 1; list < lists; list += 1)
        if ((likeness[row * lists + list] ?? 0) > (likeness[row * lists + best] ?? 0)) best = list;
      nearest[first + row] = best;
    }
  }
  compute.release(mark);
  return nearest;
}

/** Each centre to the mean direction of its vectors; one without any stays where it is. */
function moveCentres(centres: Float32Array, vectors: Float32Array, nearest: Int32Array, d: number): void {
  const sums = new Float64Array(centres.length);
  nearest.forEach((list, row) => {
    for (let i = 0; i < d; i += 1) sums[list * d + i] = (sums[list * d + i] ?? 0) + (vectors[row * d + i] ?? 0);
  });
  for (let start = 0; start < centres.length; start += d) {
    const length = Math.hypot(...sums.subarray(start, start + d));
    if (length === 0) continue;
    for (let i = 0; i < d; i += 1) centres[start + i] = (sums[start + i] ?? 0) / length;
  }
}
