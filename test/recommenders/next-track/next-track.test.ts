import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgeNextTrack, type NextTrackOptions } from '../../../src/worker/evaluation/benchmarks/next-track.ts';
import { nowplayingTask, sequencesTask } from '../../../src/worker/evaluation/benchmarks/next-track-files.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import {
  momentCount,
  validationTask,
  type NextTrackTask,
} from '../../../src/worker/evaluation/benchmarks/next-track-task.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { blendNextTrack } from '../../../src/worker/recommenders/next-track/blend.ts';
import { fitSequentialRules } from '../../../src/worker/recommenders/next-track/sequential-rules.ts';
import { sessionsOf, sliceSessions } from '../../../src/worker/recommenders/next-track/sessions.ts';
import { fitVmisKnn, vmisParams, type NextTrackScorer } from '../../../src/worker/recommenders/next-track/vmis-knn.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-next-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const scoresOf = (scorer: NextTrackScorer, heard: number[], items: number): number[] => {
  const scores = new Float32Array(items);
  scorer(heard, heard.length, scores);
  return [...scores];
};

const rows = [
  [0, 1, 2],
  [0, 1, 3],
  [4, 5],
  [1, 3, 0],
];

test('VMIS-kNN agrees with the formula worked by hand', () => {
  const scorer = fitVmisKnn(sessionsOf(rows), vmisParams.parse({ neighbours: 2, lastItems: 2 }));
  // heard 0 then 1: weights 0.5 and 1; the sessions 0, 1 and 3 share both (1.5), the two latest count: 3 and 1
  const idf = (held: number): number => Math.log(4 / held);
  const expected = [2 * 1.5 * idf(3), 2 * 1.5 * idf(3), 0, 2 * 1.5 * idf(2), 0, 0];
  scoresOf(scorer, [0, 1], 6).forEach((score, item) => expect(score).toBeCloseTo(expected[item]!, 5));
});

test('with order and age, tracks near the shared one and young sessions count more (STAN), by hand', () => {
  const params = vmisParams.parse({ lastItems: 1, near: 2, before: 0.5, again: 0, fade: 0.5 });
  const scores = scoresOf(fitVmisKnn(sessionsOf(rows), params), [1], 6);
  const idf = (held: number): number => Math.log(4 / held);
  // of four sessions the ones with 1 are 0, 1 and 3; ages e^-(4-s)/2; 1 itself is not offered again
  const age = (session: number): number => Math.exp((session - 4) / 2);
  const away = (places: number): number => Math.exp(-(places - 1) / 2);
  expect(scores[1]).toBe(0);
  expect(scores[2]).toBeCloseTo(idf(1) * age(0), 5);
  expect(scores[3]).toBeCloseTo(idf(2) * (age(1) + age(3)), 5);
  expect(scores[0]).toBeCloseTo(idf(3) * (0.5 * age(0) + 0.5 * age(1) + away(2) * age(3)), 5);
});

test('only the latest sessions of a track are kept', () => {
  const scorer = fitVmisKnn(sessionsOf(rows), vmisParams.parse({ latestSessions: 1 }));
  expect(scoresOf(scorer, [0], 6)[2]).toBe(0);
  expect(scoresOf(scorer, [0], 6)[3]).toBeGreaterThan(0);
});

test('a list does not depend on the lists before it', () => {
  const scorer = fitVmisKnn(sessionsOf(rows), vmisParams.parse({}));
  const alone = scoresOf(scorer, [1], 6);
  scoresOf(scorer, [0, 4, 5], 6);
  expect(scoresOf(scorer, [1], 6)).toEqual(alone);
});

test('sequential rules count what followed, nearer is more, and sum to one', () => {
  const scorer = fitSequentialRules(sessionsOf(rows), { reach: 2, lastItems: 1, decay: 1 });
  // after 0: 1 at distance 1 twice, 2 and 3 at distance 2 once each
  expect(scoresOf(scorer, [0], 6).map(score => Number(score.toFixed(4)))).toEqual([0, 0.6667, 0.1667, 0.1667, 0, 0]);
});

test('a blend puts its parts on one scale', () => {
  const loud: NextTrackScorer = (_heard, _length, scores) => void (scores[0] = 1000);
  const soft: NextTrackScorer = (_heard, _length, scores) => void (scores[1] = 0.001);
  const blend = blendNextTrack(
    [
      { scorer: loud, weight: 1 },
      { scorer: soft, weight: 2 },
    ],
    2,
  );
  expect(scoresOf(blend, [], 2)).toEqual([1, 2]);
});

test('a power below 1 lifts what a part is less sure of', () => {
  const sure: NextTrackScorer = (_heard, _length, scores) => scores.set([1, 0.25]);
  expect(scoresOf(blendNextTrack([{ scorer: sure, weight: 1 }], 2, 0.5), [], 2)).toEqual([1, 0.5]);
});

test('a training is kept, and what takes minutes is left out until it is asked for', async () => {
  const random = seededRandom(2);
  const walk = () =>
    Array.from({ length: 30 }, () => random.below(50)).map((item, at, all) =>
      at % 2 ? (all[at - 1]! + 1) % 50 : item,
    );
  const task: NextTrackTask = {
    train: sessionsOf(Array.from({ length: 80 }, walk), 50),
    test: sessionsOf(Array.from({ length: 6 }, walk), 50),
    moments: 'every prefix',
    repeats: true,
    k: 5,
  };
  const params = { sasrec: { dimensions: 8, blocks: 1, epochs: 2, negatives: 4 } };
  const models = join(folder, 'models');
  const names = async (options: NextTrackOptions) =>
    (await judgeNextTrack(task, quietContext(), { params, models, quickTraining: 0, ...options })).rows.map(
      ({ model }) => model,
    );
  const left = await judgeNextTrack(task, quietContext(), { params, models, quickTraining: 0 });
  expect(left.notes).toEqual([expect.stringContaining('sasrec is left out')]);
  expect(left.rows.map(({ model }) => model)).not.toContain('sasrec');
  expect(await names({ train: true })).toContain('sasrec');
  expect(await names({})).toContain('sasrec');
});

test('slices keep the items of their sessions', () => {
  const part = sliceSessions(sessionsOf(rows), 1, 3);
  expect([part.count, [...part.starts], [...part.items], part.itemCount]).toEqual([2, [0, 3, 5], [0, 1, 3, 4, 5], 6]);
});

test('sequences are judged on their last item, without a look at it', async () => {
  const file = join(folder, 'sequences.txt');
  const lines = Array.from({ length: 60 }, (_, user) =>
    ['a', 'b', 'c', 'd'].map(item => `u${user} ${item}${user % 3}`),
  ).flat();
  writeFileSync(file, `${lines.join('\n')}\n`);
  const task = sequencesTask(file);
  expect([task.train.items.length, task.test.items.length, task.repeats]).toEqual([180, 240, false]);
  const report = await judgeNextTrack(task, quietContext());
  const metrics = Object.fromEntries(report.rows.map(row => [row.model, row.metrics]));
  // d never occurs in training: nothing can find it, so any hit would be a leak
  expect(metrics['blend']).toMatchObject({ hit: 0, mrr: 0, moments: 60 });
});

test('where last items are judged, choices are made on the last training item of each', () => {
  const file = join(folder, 'short.txt');
  writeFileSync(file, 'u1 a\nu1 b\nu1 c\nu2 a\nu2 b\nu3 a\n');
  const inner = validationTask(sequencesTask(file));
  // u1 trains on a and is asked for b; u2 has nothing left to ask for; u3 has no two items
  expect([...inner.train.items]).toEqual([0, 0]);
  expect([...inner.test.items]).toEqual([0, 1, 0]);
  expect(momentCount(inner)).toBe(1);
});

test('sequences may have any ids, line ends, further columns and users mixed', () => {
  const file = join(folder, 'odd.txt');
  writeFileSync(
    file,
    '\uFEFFzoë\t9007199254740993\t5\r\n\r\nb,7\r\nzoë 10 4\r\n  b 9007199254740993\r\nlone 1\r\nb\t10',
  );
  const { train, test: judged, repeats } = sequencesTask(file);
  // what training knows first, in order of value: 7, 9007199254740993, then 1, 10
  expect([...judged.items]).toEqual([1, 3, 0, 1, 3]);
  expect([train.count, train.itemCount, [...train.items], repeats]).toEqual([2, 2, [1, 0, 1], false]);
});

test('one stray repeat is no habit, many are', () => {
  const file = join(folder, 'repeats.txt');
  const rowsOf = (stray: number): string =>
    Array.from({ length: 60 }, (_, user) => [0, 1, 2, user < stray ? 0 : 3, 4].map(item => `${user} ${item}`))
      .flat()
      .join('\n');
  writeFileSync(file, rowsOf(1));
  expect(sequencesTask(file).repeats).toBe(false);
  writeFileSync(file, rowsOf(20));
  expect(sequencesTask(file).repeats).toBe(true);
});

test('what is wrong with a file is said, with the line where there is one', () => {
  const file = join(folder, 'broken.txt');
  writeFileSync(file, '1 2\n\n3\n');
  expect(() => sequencesTask(file)).toThrow(`${file}:3: not "user item": "3"`);
  writeFileSync(file, '1 2\n3 4\n');
  expect(() => sequencesTask(file)).toThrow('no user with two items');
  expect(() => sequencesTask(join(folder, 'none.txt'))).toThrow('no such file');
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'train_sessions.txt'), '\n');
  writeFileSync(join(data, 'test_sessions.txt'), '1 2\n');
  expect(() => nowplayingTask(data)).toThrow('train_sessions.txt: no session of two tracks');
});

test('session files may be cut in other ways: huge ids, tracks only in the test, empty lines', async () => {
  const data = join(folder, 'recut');
  mkdirSync(data);
  const lines = Array.from({ length: 40 }, (_, s) => `1000000000${s % 4} 20000000000 x${s % 4}`);
  writeFileSync(join(data, 'train_sessions.txt'), `${lines.join('\r\n')}\r\n\r\n`);
  writeFileSync(join(data, 'test_sessions.txt'), '10000000001 20000000000 x1 never-seen\n7\n');
  const task = nowplayingTask(data);
  expect([task.train.count, task.train.itemCount, task.test.count]).toEqual([40, 9, 2]);
  const { rows: judged } = await judgeNextTrack(task, quietContext());
  // the second track is in every session, so it has no say
  const vmis = judged.find(({ model }) => model === 'vmis-knn');
  expect([vmis?.metrics.moments, vmis?.metrics.hit]).toEqual([3, 1 / 3]);
});

test('other last items change what is found, and nothing that is chosen', async () => {
  const random = seededRandom(8);
  const walks = Array.from({ length: 50 }, () => {
    const first = random.below(20);
    return Array.from({ length: 8 }, (_, at) => `i${(first + at * (1 + (first % 2))) % 20}`);
  });
  const judged = async (name: string, last: (walk: string[]) => string) => {
    const file = join(folder, name);
    const lines = walks.flatMap((walk, user) => [...walk.slice(0, -1), last(walk)].map(item => `${user} ${item}`));
    writeFileSync(file, lines.join('\n'));
    return (await judgeNextTrack(sequencesTask(file), quietContext(), { params: { sasrec: { epochs: 1 } } })).rows;
  };
  const own = await judged('own.txt', walk => walk.at(-1)!);
  const other = await judged('other.txt', () => 'new');
  expect(other.map(({ model, params }) => [model, params])).toEqual(own.map(({ model, params }) => [model, params]));
  const found = (rowsOf: typeof own) => rowsOf.find(({ model }) => model === 'blend')!.metrics.hit;
  expect([found(own) > 0.5, found(other)]).toEqual([true, 0]);
});
