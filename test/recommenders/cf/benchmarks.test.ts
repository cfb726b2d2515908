import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateBenchmark } from '../../../src/worker/evaluation/benchmarks/evaluate-benchmark.ts';
import { batchScorer, fullRanking } from '../../../src/worker/evaluation/benchmarks/full-ranking.ts';
import { hetrecTask, readHetrec } from '../../../src/worker/evaluation/benchmarks/hetrec.ts';
import { benchmarkText } from '../../../src/worker/evaluation/benchmarks/report-text.ts';
import { bareDataset, readLightGcnSplit } from '../../../src/worker/evaluation/benchmarks/split.ts';
import { cutForValidation } from '../../../src/worker/evaluation/benchmarks/validation-cut.ts';
import { cancelToken, quietContext } from '../../../src/worker/jobs/context.ts';
import { type Csr, rowOf } from '../../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { ials } from '../../../src/worker/recommenders/ials.ts';
import { checkerboard } from './checkerboard.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracklake-benchmarks-'));
const path = (name: string): string => join(folder, name);
beforeAll(writeFiles);
afterAll(() => rmSync(folder, { recursive: true }));

const pairsOf = (matrix: Csr): string[] =>
  Array.from({ length: matrix.rows }, (_, row) =>
    [...rowOf(matrix, row).indices].map(column => `${row}:${column}`),
  ).flat();

describe('files in the LightGCN form', () => {
  it('are read with users and items of both files', () => {
    writeFileSync(path('a.txt'), '0 2 1 1\n1 0\n');
    writeFileSync(path('b.txt'), '0 3\n2 0\n');
    const { train, test } = readLightGcnSplit(path('a.txt'), path('b.txt'));
    expect([train.rows, train.columns, test.rows, test.columns]).toEqual([3, 4, 3, 4]);
    expect(pairsOf(train)).toEqual(['0:1', '0:2', '1:0']);
    expect(pairsOf(test)).toEqual(['0:3', '2:0']);
  });

  it('say which line is wrong', () => {
    writeFileSync(path('bad.txt'), '0 1\n1 x\n');
    expect(() => readLightGcnSplit(path('bad.txt'), path('bad.txt'))).toThrow(/bad\.txt:2: not a line of ids/);
  });
});

describe('a validation cut', () => {
  const { plays } = checkerboard();
  const cut = cutForValidation(plays, { share: 0.2, seed: 1 });

  it('parts train in two without a pair in both', () => {
    const [train, test] = [new Set(pairsOf(cut.train)), new Set(pairsOf(cut.test))];
    expect([...train].some(pair => test.has(pair))).toBe(false);
    expect(new Set([...train, ...test])).toEqual(new Set(pairsOf(plays)));
    expect(test.size).toBeGreaterThan(plays.indices.length * 0.1);
  });

  it('keeps play counts, and is the same for a seed', () => {
    expect(cut.train.values?.some(value => value > 1)).toBe(true);
    expect(cutForValidation(plays, { share: 0.2, seed: 1 })).toEqual(cut);
    expect(cutForValidation(plays, { share: 0.2, seed: 2 })).not.toEqual(cut);
  });
});

describe('full ranking', () => {
  const split = () => readLightGcnSplit(path('train.txt'), path('test.txt'));
  const context = quietContext();

  it('counts hits, gains and ranks as the published tables do', () => {
    writeFileSync(path('t1.txt'), '0 0\n');
    writeFileSync(path('t2.txt'), '0 2 4\n');
    const { train, test } = readLightGcnSplit(path('t1.txt'), path('t2.txt'));
    const scorer = (_users: Int32Array, scores: Float32Array) => scores.set([9, 3, 2, 1, 0]);
    const result = fullRanking(scorer, test, { k: 3, seen: train, stage: 'ranking' }, context);
    // The list is 1, 2, 3: one of two found, at the second place.
    expect(result.recall).toBe(0.5);
    expect(result.ndcg).toBeCloseTo(1 / Math.log2(3) / (1 + 1 / Math.log2(3)), 12);
    expect([result.mrr, result.hit, result.users]).toEqual([0.5, 1, 1]);
  });

  it('gives the same lists in batches as one at a time', async () => {
    const { train, test } = split();
    const model = await ials.fit(bareDataset(train), ials.params.parse({ dimensions: 6 }), {
      ...context,
      seed: 1,
      threads: 1,
    });
    const slow = { score: model.score.bind(model), explain: () => null, save: model.save.bind(model) };
    const ranked = (m: typeof slow) =>
      fullRanking(batchScorer(m, train.columns), test, { k: 5, seen: train, stage: 'ranking' }, context);
    expect(ranked(slow).ndcg).toBeCloseTo(ranked(model as typeof slow).ndcg, 3);
  });

  it('would show a leak: a model that saw the test items is far better', async () => {
    const { train, test } = split();
    const honest = await ials.fit(bareDataset(train), ials.params.parse({ dimensions: 6 }), {
      ...context,
      seed: 1,
      threads: 1,
    });
    const all = { ...test, rows: test.rows };
    const leaking = await ials.fit(bareDataset(all), ials.params.parse({ dimensions: 30 }), {
      ...context,
      seed: 1,
      threads: 1,
    });
    const ndcg = (model: typeof honest) =>
      fullRanking(batchScorer(model, train.columns), test, { k: 5, seen: train, stage: 'ranking' }, context).ndcg;
    expect(ndcg(leaking)).toBeGreaterThan(ndcg(honest) + 0.2);
  });
});

describe('HetRec', () => {
  it('is parted 8 : 1 : 1, and tags count only where their listen is in train', () => {
    const data = readHetrec(path('hetrec'));
    const task = hetrecTask(data, 1);
    const [train, test, seen] = [task.dataset.plays, task.test, task.seen].map(matrix => new Set(pairsOf(matrix)));
    expect([train!.size, seen!.size - train!.size, test!.size]).toEqual([48, 6, 6]);
    expect([...test!].some(pair => seen!.has(pair))).toBe(false);
    const tagged = task.dataset.items.tags!.values!.reduce((sum, count) => sum + count, 0);
    expect(tagged).toBe(48); // one tag on each of the 60 pairs
    expect(task.dataset.follows!.indices.length).toBe(4);
  });
});

it('a benchmark of two files ends in a table with the blend, and never reads test before the choice', async () => {
  const run = (test: string) =>
    evaluateBenchmark(
      {
        what: { kind: 'split', train: path('train.txt'), test: path(test) },
        recommenders: ['popularity', 'item-knn', 'user-knn'],
      },
      quietContext(),
    );
  const report = await run('test.txt');
  expect(report.rows.map(row => row.model)).toEqual(['popularity', 'item-knn', 'user-knn', 'blend']);
  expect(benchmarkText(report)).toMatch(/item-knn {2,}0\.\d{4}/);
  expect((await run('other-test.txt')).chosen).toEqual(report.chosen);
});

it('a search that was cut off goes on where it was, to the same choice', async () => {
  const fits = async (keepIn: string | undefined, stopAfter = Infinity) => {
    const cancel = cancelToken();
    let tried = 0;
    const log = (_level: string, message: string): void => {
      if (!message.includes('validation NDCG')) return;
      tried += 1;
      if (tried === stopAfter) cancel.request();
    };
    const options = {
      what: { kind: 'split' as const, train: path('train.txt'), test: path('test.txt') },
      recommenders: ['item-knn', 'user-knn'],
      ...(keepIn === undefined ? {} : { keepIn }),
    };
    const chosen = await evaluateBenchmark(options, quietContext({ cancel, log })).then(
      report => report.chosen,
      (error: unknown) => error,
    );
    return { tried, chosen };
  };
  const whole = await fits(undefined);
  const keepIn = path('kept');
  expect((await fits(keepIn, 4)).chosen).toMatchObject({ code: 'cancelled' });
  const resumed = await fits(keepIn);
  expect(resumed).toEqual({ tried: whole.tried - 4, chosen: whole.chosen });
  expect(await fits(keepIn)).toEqual({ tried: 0, chosen: whole.chosen });
});

function writeFiles(): void {
  const random = seededRandom(9);
  const lines = { train: [] as string[], test: [] as string[], other: [] as string[] };
  for (let user = 0; user < 60; user += 1) {
    const own = Array.from({ length: 30 }, (_, i) => (user % 3) * 30 + i).filter(() => random.next() < 0.5);
    lines.train.push([user, ...own.slice(3), 89].join(' '));
    lines.test.push([user, ...own.slice(0, 3)].join(' '));
    lines.other.push([user, (user * 7) % 90].join(' '));
  }
  writeFileSync(path('train.txt'), lines.train.join('\n'));
  writeFileSync(path('test.txt'), lines.test.join('\n'));
  writeFileSync(path('other-test.txt'), lines.other.join('\n'));
  writeHetrec();
}

function writeHetrec(): void {
  const pairs = [2, 5, 9].flatMap(user => Array.from({ length: 20 }, (_, at) => [user, 100 + at * (1 + (user % 2))]));
  const write = (name: string, header: string, rows: (string | number)[][]) =>
    writeFileSync(path(join('hetrec', name)), [header, ...rows.map(row => row.join('\t'))].join('\r\n'));
  mkdirSync(path('hetrec'));
  write(
    'user_artists.dat',
    'userID\tartistID\tweight',
    pairs.map(([user, artist]) => [user!, artist!, 3]),
  );
  write('user_friends.dat', 'userID\tfriendID', [
    [2, 5],
    [5, 2],
    [9, 2],
    [77, 2],
  ]);
  write(
    'user_taggedartists.dat',
    'userID\tartistID\ttagID\tday\tmonth\tyear',
    pairs.map(([user, artist]) => [user!, artist!, 7, 1, 4, 2009]),
  );
}
