import { expect, test } from 'vitest';
import { seededRandom } from '../../src/worker/matrix/random.ts';
import { cancelToken } from '../../src/worker/jobs/context.ts';
import { csrFromPairs } from '../../src/worker/matrix/csr.ts';
import { topK } from '../../src/worker/matrix/top-k.ts';
import { backward, startNetwork } from '../../src/worker/recommenders/feature-network.ts';
import { sound } from '../../src/worker/recommenders/sound.ts';
import { checkerboard, ITEMS } from './support/checkerboard.ts';

test('gradients are those of the loss, by finite differences', () => {
  const random = seededRandom(2);
  const network = startNetwork(5, 7, 3, 1);
  network.weights.forEach((weight, i) => (network.weights[i] = weight + 0.1 * random.normal()));
  const x = Float32Array.from({ length: 5 }, () => random.normal());
  const target = Float32Array.from({ length: 3 }, () => random.normal());
  const scratch = () => ({ hidden: new Float32Array(7), out: new Float32Array(3), pull: new Float32Array(7) });
  const gradient = new Float32Array(network.weights.length);
  backward(network, x, target, 1.5, gradient, scratch());
  const loss = (): number => backward(network, x, target, 1.5, new Float32Array(gradient.length), scratch());
  const step = 1e-2;
  network.weights.forEach((weight, i) => {
    network.weights[i] = weight + step;
    const above = loss();
    network.weights[i] = weight - step;
    const below = loss();
    network.weights[i] = weight;
    expect(Math.abs((above - below) / (2 * step) - gradient[i]!), `weight ${i}`).toBeLessThan(2e-2);
  });
});

test('a track that nobody has played gets a place among those that sound like it', async () => {
  const board = checkerboard();
  const fresh = 7; // odd
  const kept = [...board.plays.indices.keys()].filter(at => board.plays.indices[at] !== fresh);
  const userOf = (at: number): number =>
    board.plays.indptr.findIndex((end, row) => at < end && at >= (board.plays.indptr[row - 1] ?? 0)) - 1;
  const plays = csrFromPairs({
    rows: board.plays.rows,
    columns: ITEMS,
    row: kept.map(userOf),
    column: kept.map(at => board.plays.indices[at]!),
  });
  const context = { progress: () => {}, log: () => {}, cancel: cancelToken(), seed: 1, threads: 1 };
  const params = sound.params.parse({ dimensions: 8, epochs: 150 });
  const model = await sound.fit({ ...board, plays }, params, context);
  const scores = new Float32Array(ITEMS);
  model.score({ kind: 'user', user: 1 }, scores);
  const better = [...scores.keys()].filter(item => item % 2 === 0 && scores[item]! >= scores[fresh]!);
  expect(better).toEqual([]);
  model.score({ kind: 'seed', item: fresh }, scores);
  expect([...topK(scores, 6)].every(item => item % 2 === 1)).toBe(true);
});
