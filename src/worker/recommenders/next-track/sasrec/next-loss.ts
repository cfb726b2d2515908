import type { Compute } from '../../../matrix/compute/compute.ts';
import { multiply, pack } from '../../../matrix/compute/dense.ts';
import { transpose } from './linear.ts';
import type { Negatives } from './negatives.ts';
import type { StepVectors } from './vectors.ts';

const CHUNK_COLUMNS = 128;
/** Far below any logit, but its exponential is still a number. */
const NEVER = -1e30;

/** What the network says for each row (out, rows × d), and the slot of the track that came next. */
export interface Predicted {
  readonly out: Float32Array;
  readonly targets: Int32Array;
  readonly rows: number;
  readonly d: number;
}

/**
 * The mean cross-entropy of the next tracks against them and the negatives (in slots 0, 1, 2, … of `vectors`). Writes the
 * slopes of `out` to `outSlope`, and adds those of the unit vectors to `vectors.slopes`.
 */
export function nextLoss(
  compute: Compute,
  { out, targets, rows, d }: Predicted,
  negatives: Negatives,
  vectors: StepVectors,
  outSlope: Float32Array,
): number {
  const mark = compute.mark();
  const { count } = negatives;
  const { units, slopes } = vectors;
  // A row's length that is no power of two spreads the columns over the cache.
  const stride = Math.ceil(rows / 16) * 16 + 16;
  const logits = compute.room(count * stride);
  const outPanels = pack(compute, out, { k: d, n: rows, transposed: true });
  multiply(compute, { a: units, b: outPanels, c: logits, m: count, cStride: stride });
  const hits = compute.floats(stride);
  for (let row = 0; row < rows; row += 1) {
    const slot = targets[row] ?? 0;
    hits[row] = dotRows(out, row, units, slot, d);
    if (slot < count) logits[slot * stride + row] = NEVER;
  }
  const maxima = compute.floats(stride);
  const sums = compute.floats(stride);
  const chunks = Math.ceil(stride / CHUNK_COLUMNS);
  compute.run('softmaxColumns', chunks, [
    ...[logits, stride, count, negatives.offsets, hits, maxima, sums],
    CHUNK_COLUMNS,
  ]);

  const scaled = compute.room(rows * d);
  let loss = 0;
  for (let row = 0; row < rows; row += 1) {
    const weight = 1 / ((sums[row] ?? 1) * rows);
    for (let i = 0; i < d; i += 1) scaled[row * d + i] = weight * (out[row * d + i] ?? 0);
    loss += Math.log(sums[row] ?? 1) + (maxima[row] ?? 0) - (hits[row] ?? 0);
  }
  const scaledPanels = pack(compute, scaled, { k: rows, n: d });
  multiply(compute, { a: logits, aStride: stride, b: scaledPanels, c: slopes, m: count, beta: 1 });

  const across = compute.room(d * count);
  transpose(units, count, d, across);
  const slopesAcross = compute.room(d * rows);
  const shares = pack(compute, logits, { k: count, n: rows, stride });
  multiply(compute, { a: across, b: shares, c: slopesAcross, m: d });
  for (let row = 0; row < rows; row += 1) {
    const slot = targets[row] ?? 0;
    const weight = 1 / ((sums[row] ?? 1) * rows);
    const pull = weight * Math.exp((hits[row] ?? 0) - (maxima[row] ?? 0)) - 1 / rows;
    for (let i = 0; i < d; i += 1) {
      const pulled = pull * (units[slot * d + i] ?? 0);
      outSlope[row * d + i] = weight * (slopesAcross[i * rows + row] ?? 0) + pulled;
      slopes[slot * d + i] = (slopes[slot * d + i] ?? 0) + pull * (out[row * d + i] ?? 0);
    }
  }
  compute.release(mark);
  return loss / rows;
}

function dotRows(a: Float32Array, rowA: number, b: Float32Array, rowB: number, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i += 1) sum += (a[rowA * d + i] ?? 0) * (b[rowB * d + i] ?? 0);
  return sum;
}
