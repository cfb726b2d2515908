import { BoundedHeap } from './bounded-heap.ts';
import type { Compute } from './compute/compute.ts';
import { topK } from './top-k.ts';

/** Scores whose largest is found before any of them is looked at by itself. */
const GROUP = 128;

/** The k best of long score arrays in a Compute's memory: the answer of `topK`, from a small part of the scores. */
export class TopScan {
  private readonly compute: Compute;
  private readonly largest: Float32Array;

  /** @param longest of the arrays that are going to be searched */
  constructor(compute: Compute, longest: number) {
    this.compute = compute;
    this.largest = compute.floats(Math.ceil(longest / GROUP));
  }

  /** Best first, as `topK` says. A group whose largest is below the k-th largest of the groups holds none of them. */
  best(scores: Float32Array, k: number): Int32Array {
    const groups = Math.ceil(scores.length / GROUP);
    if (k >= groups) return topK(scores, k);
    const largest = this.largest.subarray(0, groups);
    this.compute.run('largestOf', 1, [scores, scores.length, GROUP, largest, groups]);
    const least = largest[topK(largest, k).at(-1) ?? 0] ?? -Infinity;
    const heap = new BoundedHeap(k);
    let threshold = -Infinity;
    for (let group = 0; group < groups; group += 1) {
      const most = largest[group] ?? NaN;
      if (!(most >= least && most > threshold)) continue;
      const end = Math.min(scores.length, (group + 1) * GROUP);
      for (let index = group * GROUP; index < end; index += 1) {
        const score = scores[index] ?? NaN;
        if (score > threshold) threshold = heap.offer(score, index);
      }
    }
    return heap.drain();
  }
}
