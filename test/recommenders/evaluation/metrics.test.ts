import { expect, test } from 'vitest';
import { accuracyAt } from '../../../src/worker/evaluation/accuracy.ts';
import { beyondAccuracy, gini } from '../../../src/worker/evaluation/beyond-accuracy.ts';
import { bootstrapMean, pairedTest } from '../../../src/worker/evaluation/bootstrap.ts';
import { judgeModel, usersToJudge } from '../../../src/worker/evaluation/judge-model.ts';
import { bareDataset } from '../../../src/worker/evaluation/benchmarks/split.ts';
import { splitLastOut, splitPerUser } from '../../../src/worker/evaluation/split.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { csrFromPairs, rowOf } from '../../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { checkerboard, ITEMS, USERS } from '../support/checkerboard.ts';

test('accuracy of a list, by hand', () => {
  const { recall, ndcg, map, mrr, hit, precision } = accuracyAt(4, [9, 1, 8, 2, 3], new Set([1, 2, 3]));
  expect(recall).toBeCloseTo(2 / 3);
  expect(precision).toBeCloseTo(2 / 4);
  expect(mrr).toBeCloseTo(1 / 2);
  expect(hit).toBe(1);
  expect(map).toBeCloseTo((1 / 2 + 2 / 4) / 3);
  expect(ndcg).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3) + 1 / Math.log2(4)));
});

test('a perfect list has NDCG, MAP and MRR 1, an empty one 0', () => {
  expect(accuracyAt(2, [5, 6], new Set([5, 6, 7]))).toMatchObject({ ndcg: 1, map: 1, mrr: 1, recall: 2 / 3 });
  expect(accuracyAt(5, [], new Set([1]))).toEqual({ recall: 0, ndcg: 0, map: 0, mrr: 0, hit: 0, precision: 0 });
});

test('Gini is 0 where all are recommended alike and near 1 where one is', () => {
  expect(gini(Int32Array.of(3, 3, 3, 3))).toBeCloseTo(0);
  expect(gini(Int32Array.of(0, 0, 0, 8))).toBeCloseTo(0.75);
});

test('a list of one artist has no diversity, coverage counts distinct tracks', () => {
  const board = checkerboard(); // artists repeat every 6 tracks
  const lists = { users: Int32Array.of(0, 1), k: 3, items: Int32Array.of(0, 6, 12, 0, 6, 12) };
  const { diversity, coverage } = beyondAccuracy(lists, 3, board, () => new Set());
  expect(diversity).toBe(0);
  expect(coverage).toBeCloseTo(3 / ITEMS);
});

test('novelty, popularity bias, coverage, Gini, diversity, calibration and serendipity, by hand', () => {
  const plays = csrFromPairs({ rows: 4, columns: 4, row: [0, 0, 1, 2, 2, 3], column: [0, 1, 0, 0, 2, 0] });
  const bare = bareDataset(plays);
  const dataset = {
    ...bare,
    items: {
      ...bare.items,
      artist: Int32Array.of(0, 0, 1, 1),
      artistNames: ['A', 'B'],
      genre: Int32Array.of(0, 1, 0, 0),
      genreNames: ['even', 'odd'],
    },
  };
  // listeners of the tracks: 4, 1, 1, 0; the two most popular are 0 and 1
  const lists = { users: Int32Array.of(0, 2), k: 2, items: Int32Array.of(2, 3, 1, 3) };
  const found = beyondAccuracy(lists, 2, dataset, u => new Set([u === 0 ? 2 : 1]));
  expect(found.novelty).toBeCloseTo(2); // each has, or counts as having, one listener of four
  expect(found.popularity_bias).toBeCloseTo(0.5 / 2.5); // (1 + 0) / 2 against (4 + 1) / 2, twice
  expect(found.coverage).toBeCloseTo(3 / 4);
  expect(found.gini).toBeCloseTo(6 / 16); // shown 0, 1, 1, 2 times: (-3·0 - 1·1 + 1·1 + 3·2) / (4·4)
  expect(found.diversity).toBeCloseTo((0 + 1) / 2); // one artist; two artists of two genres
  expect(found.serendipity).toBeCloseTo((1 / 2 + 0) / 2); // track 1 was right, but obvious
  const smoothed = (list: number, history: number) => 0.99 * list + 0.01 * history;
  const mixed = 0.5 * Math.log(0.5 / smoothed(1, 0.5)) + 0.5 * Math.log(0.5 / smoothed(0, 0.5));
  expect(found.calibration).toBeCloseTo((mixed + Math.log(1 / smoothed(0.5, 1))) / 2);
});

test('the bootstrap interval holds the true mean about 19 times in 20', () => {
  const random = seededRandom(11);
  let held = 0;
  for (let run = 0; run < 100; run += 1) {
    const { low, high } = bootstrapMean(
      Float64Array.from({ length: 200 }, () => random.normal()),
      run,
    );
    if (low <= 0 && 0 <= high) held += 1;
  }
  expect(held).toBeGreaterThanOrEqual(88);
  expect(held).toBeLessThan(100);
});

test('the paired test tells a difference from chance', () => {
  const random = seededRandom(5);
  const base = Float64Array.from({ length: 300 }, () => random.next());
  const better = base.map(value => value + 0.02 + (random.next() - 0.5) * 0.1);
  const same = base.map(value => value + (random.next() - 0.5) * 0.1);
  expect(pairedTest(better, base, 1).p).toBeLessThan(0.01);
  expect(pairedTest(same, base, 1).p).toBeGreaterThan(0.05);
  expect(pairedTest(better, base, 1)).toEqual(pairedTest(better, base, 1));
});

test('per-user holds out the share of each user, and takes every trace of it from training', () => {
  const board = checkerboard();
  const { train, relevant } = splitPerUser(board, { share: 0.25 }, 4);
  for (let user = 0; user < USERS; user += 1) {
    const held = rowOf(relevant, user).indices;
    const kept = rowOf(train.plays, user).indices;
    expect(held.length + kept.length).toBe(rowOf(board.plays, user).indices.length);
    expect(held.length).toBe(Math.round(rowOf(board.plays, user).indices.length * 0.25));
    expect([...held].filter(item => kept.includes(item))).toEqual([]);
  }
  const pairs = new Set(Array.from(train.events!.user, (user, e) => `${user} ${train.events!.item[e]}`));
  expect(pairs.size).toBe(train.plays.indices.length);
  expect(splitPerUser(board, { share: 0.25 }, 4).relevant).toEqual(relevant);
  expect(splitPerUser(board, { share: 0.25 }, 5).relevant).not.toEqual(relevant);
});

test('leave-last-out holds out the tracks that were played last', () => {
  const board = checkerboard();
  const { relevant } = splitLastOut(board, { last: 1 });
  for (let user = 0; user < USERS; user += 1) {
    const start = board.plays.indptr[user]!;
    const days = board.lastPlayed!.subarray(start, board.plays.indptr[user + 1]);
    const [held] = rowOf(relevant, user).indices;
    const at = rowOf(board.plays, user).indices.indexOf(held!);
    expect(days[at]).toBe(Math.max(...days));
  }
});

test('tracks heard in training are neither ranked nor counted, unless repeats are', () => {
  const board = checkerboard();
  const held = { ...board.plays, values: null };
  expect(usersToJudge(board, held, false).users).toHaveLength(0);
  const judged = usersToJudge(board, held, true);
  const options = { ks: [5], repeats: true, seed: 1, stage: '' };
  const knowsAll = {
    score: ({ user }: { user?: number }, scores: Float32Array) =>
      void scores.forEach((_, i) => (scores[i] = rowOf(board.plays, user ?? 0).indices.includes(i) ? 1 : 0)),
  };
  expect(judgeModel(knowsAll as never, board, judged, options, quietContext()).metrics['ndcg@5']).toBe(1);
});

test('equal scores rank by index, so nobody gains from order', () => {
  const board = checkerboard();
  const { train, relevant } = splitPerUser(board, { share: 0.2 }, 1);
  const judged = usersToJudge(train, relevant, false);
  const flat = { score: (_: unknown, scores: Float32Array) => void scores.fill(1) };
  const judge = () => judgeModel(flat, train, judged, { ks: [5], repeats: false, seed: 1, stage: '' }, quietContext());
  expect(judge()).toEqual(judge());
  expect(judge().metrics['recall@5']).toBeLessThan(0.6);
});
