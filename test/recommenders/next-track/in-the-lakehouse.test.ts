import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditSplit } from '../../../src/worker/evaluation/audit-split.ts';
import { evaluateLakehouse } from '../../../src/worker/evaluation/evaluate-lakehouse.ts';
import { momentsOf, splitSessionsByTime } from '../../../src/worker/evaluation/session-split.ts';
import { cancelToken, quietContext } from '../../../src/worker/jobs/context.ts';
import { fitModel } from '../../../src/worker/recommenders/models/fit-model.ts';
import { findModel, servedModel } from '../../../src/worker/recommenders/models/model-store.ts';
import { gatesOf, publishModel, rollBack } from '../../../src/worker/recommenders/models/publish.ts';
import { trainingFolder } from '../../../src/worker/recommenders/models/training-file.ts';
import { lastSession } from '../../../src/worker/recommenders/next-track/last-session.ts';
import { sessionLog } from '../../../src/worker/recommenders/next-track/session-log.ts';
import type { Dataset } from '../../../src/worker/recommenders/recommender.ts';
import { openServing } from '../../../src/worker/recommenders/serving/open-serving.ts';
import { playsOf, sessionsOf } from '../../../src/worker/rpc/listener-plays.ts';
import { checkerboard } from '../support/checkerboard.ts';
import { generatedLake, type GeneratedLake } from '../support/generated-lake.ts';

const SESSIONS = { kind: 'sessions', days: 28, gapSeconds: 1800, repeats: false } as const;

let made: GeneratedLake;
beforeAll(async () => {
  made = await generatedLake();
  await fitModel(made.lake, {}, quietContext());
});
afterAll(() => made.remove());

/** One listener: tracks at seconds, each heard for a minute. */
function heardAt(plays: readonly [second: number, item: number][]): Dataset {
  const board = checkerboard();
  return {
    ...board,
    events: {
      user: new Int32Array(plays.length),
      item: Int32Array.from(plays, ([, item]) => item),
      at: Float64Array.from(plays, ([second]) => second),
      msPlayed: new Int32Array(plays.length).fill(60_000),
    },
  };
}

test('a pause from the end of a play ends a sitting; single plays are no sitting, but can be the last one', () => {
  const log = sessionLog(
    heardAt([
      [0, 1],
      [60 + 1800, 2], // 1,800 s after the end: still the same
      [10_000, 3],
      [20_000, 4],
      [20_030, 4],
      [30_000, 5],
    ]),
    1800,
  );
  expect(log.count).toBe(2);
  expect([...log.items]).toEqual([1, 2, 4, 4]);
  expect([...log.startedAt]).toEqual([0, 20_000]);
  expect([...log.lastItems]).toEqual([5]);
});

test('nothing of the held-out sessions is learned from, and a session over the cut asks nothing', () => {
  const split = splitSessionsByTime(made.lake, SESSIONS, quietContext());
  expect(auditSplit(split)).toEqual({ passed: true, findings: [] });
  const from = Date.parse(split.period!.from) / 1000;
  expect(split.train.events!.at.every(second => second < from)).toBe(true);
  expect(split.sessions.length).toBeGreaterThan(50);
  const late = splitSessionsByTime(made.lake, { ...SESSIONS, gapSeconds: 90 * 86_400 }, quietContext());
  expect(late.sessions.length).toBeLessThan(split.sessions.length / 4);
});

test('an audit finds training data that know the held-out sessions', () => {
  const split = splitSessionsByTime(made.lake, SESSIONS, quietContext());
  const later = splitSessionsByTime(made.lake, { ...SESSIONS, from: '2024-12-30', days: 2 }, quietContext());
  expect(auditSplit({ ...split, train: later.train }).passed).toBe(false);
});

test('every prefix asks for what came next, and without repeats not for what was heard in it', () => {
  const sessions = [{ user: 3, items: Int32Array.of(7, 8, 7, 9) }];
  const asked = (repeats: boolean) =>
    momentsOf(sessions, { most: 10, repeats, seed: 1 }).map(({ heard, next }) => [[...heard], next]);
  expect(asked(true)).toEqual([
    [[7], 8],
    [[7, 8], 7],
    [[7, 8, 7], 9],
  ]);
  expect(asked(false)).toEqual([
    [[7], 8],
    [[7, 8, 7], 9],
  ]);
});

test('sessions are found from those like them: better than by popularity, with every figure that lists have', async () => {
  const evaluation = await evaluateLakehouse(made.lake, { protocol: SESSIONS }, quietContext());
  const of = (name: string) => evaluation.recommenders.find(({ recommender }) => recommender === name)!;
  expect(of('vmis-knn').metrics['ndcg@10']).toBeGreaterThan(1.5 * of('popularity').metrics['ndcg@10']!);
  expect(Object.keys(of('stan').metrics)).toEqual(
    expect.arrayContaining(['recall@20', 'mrr@10', 'coverage@10', 'gini@10', 'novelty@10', 'serendipity@10']),
  );
  expect(of('stan').segments).toHaveProperty('heavy');
  expect(evaluation.leak.passed).toBe(true);
  expect(evaluation.held_out.moments).toBeGreaterThan(evaluation.held_out.sessions_judged!);
  const again = await evaluateLakehouse(made.lake, { protocol: SESSIONS }, quietContext());
  expect(again.recommenders.map(({ metrics }) => metrics)).toEqual(
    evaluation.recommenders.map(({ metrics }) => metrics),
  );
});

test('a protocol for lists refuses a recommender of the next track', async () => {
  await expect(evaluateLakehouse(made.lake, { recommenders: ['stan'] }, quietContext())).rejects.toMatchObject({
    code: 'bad_input',
  });
});

test('the next track has a served model of its own, with its own gates and its own way back', async () => {
  const context = quietContext();
  const hybrid = servedModel(made.lake)!.modelId;
  const first = (await fitModel(made.lake, { recommender: 'sequential-rules' }, context)).model;
  expect(first.state).toBe('served');
  const stan = (await fitModel(made.lake, { recommender: 'stan' }, context)).model.modelId;
  expect(servedModel(made.lake)!.modelId).toBe(hybrid);
  await evaluateLakehouse(made.lake, { models: [first.modelId, stan], protocol: SESSIONS }, context);
  expect(gatesOf(made.lake, stan).find(({ name }) => name === 'no leak')).toMatchObject({ passed: true });
  publishModel(made.lake, stan, { override: { reason: 'a test' } }, context);
  expect(servedModel(made.lake, 'next-track')!.modelId).toBe(stan);
  expect(rollBack(made.lake, 'back', context, 'next-track').modelId).toBe(first.modelId);
  expect(servedModel(made.lake)!.modelId).toBe(hybrid);
});

test('a listener’s session goes on, with the past sessions that voted as reasons that sum to the score', async () => {
  const { model } = await fitModel(made.lake, { recommender: 'vmis-knn' }, quietContext());
  const serving = openServing(made.lake, { modelId: model.modelId });
  const user = made.lake.db
    .prepare('select user_id from silver_listens group by 1 order by count(*) desc')
    .pluck()
    .get();
  const session = lastSession(made.lake, user as number);
  const list = serving.recommend({ session, sessionOf: user as number, k: 10 });
  expect(list).toMatchObject({ basis: 'session', user_id: user });
  expect(list.items.filter(({ track_id }) => session.includes(track_id))).toEqual([]);
  for (const { score, reasons } of list.items)
    expect(reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 5);
  const [because] = list.items[0]!.reasons[0]!.because;
  if (because?.kind !== 'session') throw new Error('no session voted');
  expect(because.shared.map(({ track_id }) => track_id).filter(id => !session.includes(id))).toEqual([]);
  // the vote can be looked up: the session is in the lakehouse, and holds the track
  const [voted] = sessionsOf(made.lake.db, because.user_id, { startedAt: because.started_at, limit: 1 });
  expect(voted!.plays.map(({ track }) => track.trackId)).toContain(list.items[0]!.track_id);
});

test('a play is known by the file and the line that it was read from', () => {
  const { user_id: userId, track_id: trackId } = made.lake.db
    .prepare('select user_id, track_id from silver_listens order by listen_id limit 1')
    .get() as { user_id: number; track_id: number };
  const [play] = playsOf(made.lake.db, userId, trackId, 500).toReversed();
  expect(play).toMatchObject({ file: 'fact_listening_events_2024.csv' });
  const bronze = made.lake.db
    .prepare('select user_id, track_id, played_at from bronze_fact_listening_events where load_id = ? and line_no = ?')
    .get(play!.loadId, play!.line);
  expect(bronze).toMatchObject({ user_id: userId, played_at: play!.at });
});

test('a training that is cut off goes on from its last epoch, and ends where it would have ended', async () => {
  const options = {
    recommender: 'sasrec',
    params: { dimensions: 8, heads: 2, blocks: 1, epochs: 3, negatives: 64, maxLength: 8, batchTracks: 256 },
  };
  const cancel = cancelToken();
  const epochs: string[] = [];
  const log = (_level: string, message: string) => {
    if (!message.startsWith('sasrec epoch')) return;
    epochs.push(message);
    if (message.startsWith('sasrec epoch 2')) cancel.request();
  };
  await expect(fitModel(made.lake, options, quietContext({ cancel, log }))).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(readdirSync(trainingFolder(made.lake.path))).toHaveLength(1);
  epochs.length = 0;
  const { model } = await fitModel(made.lake, options, quietContext({ log }));
  expect(epochs).toHaveLength(1);
  expect(epochs[0]).toContain('sasrec epoch 3');
  expect(readdirSync(trainingFolder(made.lake.path))).toEqual([]);
  const interrupted = openServing(made.lake, { modelId: model.modelId });
  const session = lastSession(made.lake, 1);
  const lists = interrupted.recommend({ session, k: 10, reasons: false });
  made.lake.db.prepare('delete from lake_models where model_id = ?').run(model.modelId);
  const whole = (await fitModel(made.lake, options, quietContext())).model.modelId;
  expect(openServing(made.lake, { modelId: whole }).recommend({ session, k: 10, reasons: false })).toEqual(lists);
  expect(findModel(made.lake, whole).card.publications.at(-1)).toMatchObject({ action: 'refused' });
  expect(existsSync(trainingFolder(made.lake.path))).toBe(true);
}, 60_000);
