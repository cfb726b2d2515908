import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateBenchmark } from '../../../src/worker/evaluation/benchmarks/evaluate-benchmark.ts';
import { batchScorer } from '../../../src/worker/evaluation/batch-scorer.ts';
import { fullRanking, rankTogether } from '../../../src/worker/evaluation/benchmarks/full-ranking.ts';
import { hetrecTask, readHetrec } from '../../../src/worker/evaluation/benchmarks/hetrec.ts';
import { benchmarkText } from '../../../src/worker/evaluation/benchmarks/report-text.ts';
import { bareDataset, readLightGcnSplit } from '../../../src/worker/evaluation/benchmarks/split.ts';
import { cutForValidation } from '../../../src/worker/evaluation/benchmarks/validation-cut.ts';
import { cancelToken, quietContext } from '../../../src/worker/jobs/context.ts';
import { type Csr, rowOf } from '../../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { blend } from '../../../src/worker/recommenders/blend.ts';
import { ials } from '../../../src/worker/recommenders/ials.ts';
import { itemKnn } from '../../../src/worker/recommenders/item-knn.ts';
import type { Model } from '../../../src/worker/recommenders/recommender.ts';
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

  it('may have ids of any size or text, blank lines, CRLF, a BOM, commas, users twice or without items', () => {
    writeFileSync(path('a.txt'), '\uFEFFann\t99999999999 5\r\n\r\n  bob  \r\ncy,5,5,\r\nann 30');
    writeFileSync(path('b.txt'), 'dee 30 7\nann 5\n\n');
    const { train, trainAlone, test, facts } = readLightGcnSplit(path('a.txt'), path('b.txt'));
    // items that train knows first, in order of value: 5, 30, 99999999999, then 7; users by text: ann, bob, cy, then dee
    expect(pairsOf(train)).toEqual(['0:0', '0:1', '0:2', '2:0']);
    expect(pairsOf(test)).toEqual(['0:0', '3:1', '3:3']);
    expect([trainAlone.rows, trainAlone.columns]).toEqual([3, 3]);
    expect(facts).toEqual({
      ...{ users: 4, items: 4, trainPairs: 4, testPairs: 3 },
      ...{ newUsers: 1, unfindable: 1, inBoth: 1 },
    });
  });

  it('keep their numbers where these are 0, 1, 2 …, whatever the order of lines', () => {
    writeFileSync(path('a.txt'), '3 3 10\n2 1 9 8 7\n0 2 6 5 4\n1 0\n');
    writeFileSync(path('b.txt'), '3 0\n');
    const { train } = readLightGcnSplit(path('a.txt'), path('b.txt'));
    expect(pairsOf(train)).toEqual(['0:2', '0:4', '0:5', '0:6', '1:0', '2:1', '2:7', '2:8', '2:9', '3:3', '3:10']);
  });

  it('that hold nothing are refused by name', () => {
    writeFileSync(path('empty.txt'), '\n7\n');
    expect(() => readLightGcnSplit(path('a.txt'), path('empty.txt'))).toThrow(
      /empty\.txt: no line holds a user and an item/,
    );
    expect(() => readLightGcnSplit(path('none.txt'), path('a.txt'))).toThrow(/no such file: .*none\.txt/);
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
    writeFileSync(path('t1.txt'), '0 0\n1 1 2 3 4\n');
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

  it('ranks a blend as the blend recommender does, beside its parts', async () => {
    const { train, test } = split();
    const dataset = bareDataset(train);
    const fit = { ...context, seed: 1, threads: 1 };
    const parts = [
      { name: 'ials', weight: 1, model: await ials.fit(dataset, ials.params.parse({ dimensions: 6 }), fit) },
      { name: 'item-knn', weight: 0.4, model: await itemKnn.fit(dataset, itemKnn.params.parse({}), fit) },
    ];
    const scored = parts.map(part => ({ ...part, scorer: batchScorer(part.model, train.columns) }));
    const options = { k: 5, seen: train, history: train, stage: 'ranking' };
    const together = rankTogether(scored, test, options, context);
    const alone = (model: Pick<Model, 'score'>) =>
      fullRanking(batchScorer(model, train.columns), test, options, context);
    expect(together.blend.metrics.ndcg).toBeCloseTo(alone(blend(parts, dataset)).ndcg, 3);
    parts.forEach(({ model }, p) => expect(together.parts[p]!.metrics).toEqual(alone(model)));
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

it('a recommender that is not known is not passed over in silence', async () => {
  const what = { kind: 'split' as const, train: path('train.txt'), test: path('test.txt') };
  const asked = evaluateBenchmark({ what, recommenders: ['item-knn', 'eas'] }, quietContext());
  await expect(asked).rejects.toThrow('unknown recommender: eas (did you mean ease?)');
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
