import { Compute } from '../../../matrix/compute/compute.ts';
import type { NextTrackScorer } from '../vmis-knn.ts';
import type { SasrecModel } from './fit.ts';
import { networkOver } from './network.ts';
import { forward, workFor } from './transformer.ts';
import { unitRow } from './vectors.ts';

const CHUNK_ROWS = 8192;

/** Adds each known track's chance to come next, relative to the likeliest track's: 1 for that. */
export function sasrecScorer({ params, itemCount, dense, items, known }: SasrecModel): NextTrackScorer {
  const { dimensions: d, maxLength } = params;
  const compute = new Compute({ threads: 1 });
  const network = networkOver(params, compute.putFloats(dense), new Float32Array(dense.length));
  const work = workFor(compute, network, maxLength);
  const units = compute.floats(itemCount * d);
  for (let item = 0; item < itemCount; item += 1) unitRow(items, item, d, units, item);
  const logits = compute.floats(itemCount);
  const root = Math.sqrt(d);

  return (heard, length, scores) => {
    const starts = new Int32Array([0, 0]);
    let count = 0;
    for (let at = Math.max(0, length - maxLength); at < length; at += 1) {
      const item = heard[at] ?? -1;
      if (item < 0 || item >= itemCount) continue;
      for (let i = 0; i < d; i += 1) work.stream[count * d + i] = root * (units[item * d + i] ?? 0);
      count += 1;
    }
    if (count === 0) return;
    starts[1] = count;
    forward(compute, network, { sessions: 1, count, starts }, work, { share: 0, seed: 0, step: 0 });
    const last = work.out.subarray((count - 1) * d, count * d);
    compute.run('dotScan', Math.ceil(itemCount / CHUNK_ROWS), [units, itemCount, d, last, logits, CHUNK_ROWS]);
    let most = -Infinity;
    for (let item = 0; item < itemCount; item += 1) if (known[item] === 1) most = Math.max(most, logits[item] ?? 0);
    for (let item = 0; item < itemCount; item += 1) {
      const below = (logits[item] ?? 0) - most;
      if (known[item] === 1 && below > -20) scores[item] = (scores[item] ?? 0) + Math.exp(below);
    }
  };
}
