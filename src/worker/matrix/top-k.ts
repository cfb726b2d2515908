import { BoundedHeap } from './bounded-heap.ts';

/**
 * The k best indexes of `scores`, best first. The order that every list in Tracklake follows: higher score first,
 * then lower index. NaN and -Infinity are never chosen, so that masking is writing -Infinity; fewer than k come back
 * when fewer are left.
 */
export function topK(scores: Float32Array | Float64Array, k: number): Int32Array {
  const heap = new BoundedHeap(k);
  let threshold = -Infinity;
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] ?? NaN;
    if (score > threshold) threshold = heap.offer(score, index);
  }
  return heap.drain();
}

/** The same among `candidates` only (any order, no duplicates); `scores` is indexed by candidate. */
export function topKOf(candidates: ArrayLike<number>, scores: Float32Array | Float64Array, k: number): Int32Array {
  const heap = new BoundedHeap(k);
  for (let i = 0; i < candidates.length; i += 1) {
    const index = candidates[i] ?? 0;
    const score = scores[index] ?? NaN;
    if (score > -Infinity) heap.offer(score, index);
  }
  return heap.drain();
}
