import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendRows } from '../../src/worker/importers/append-rows.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { fitModel, type FitResult } from '../../src/worker/recommenders/models/fit-model.ts';
import { listModels } from '../../src/worker/recommenders/models/model-store.ts';
import {
  openServing,
  type RecommendationList,
  type Serving,
} from '../../src/worker/recommenders/serving/open-serving.ts';
import { recommendBatch } from '../../src/worker/recommenders/serving/recommend-batch.ts';
import { recordRecommendations } from '../../src/worker/recommenders/serving/record.ts';
import { generatedLake, type GeneratedLake } from './support/generated-lake.ts';

const SMALL = { parts: { ials: { dimensions: 16, epochs: 4 } } };
const LISTENER = 5;

let made: GeneratedLake;
let fit: FitResult;
let serving: Serving;

beforeAll(async () => {
  made = await generatedLake();
  fit = await fitModel(made.lake, { params: SMALL }, quietContext());
  serving = openServing(made.lake);
});
afterAll(() => made.remove());

const ids = (list: RecommendationList) => list.items.map(item => item.track_id);
const heardBy = (user: number): Set<unknown> =>
  new Set(made.lake.db.prepare('select track_id from silver_user_track_plays where user_id = ?').pluck().all(user));

test('a fitted model is stored, served and known by what made it', async () => {
  expect(fit).toMatchObject({ reused: false, model: { recommender: 'hybrid', state: 'served' } });
  expect(fit.model.modelId).toMatch(/^[0-9a-f]{16}$/);
  expect(fit.model.card.data).toMatchObject({ users: 300, tracks: 600, synthetic: true });
  const again = await fitModel(made.lake, { params: SMALL }, quietContext());
  expect(again).toMatchObject({ reused: true, model: { modelId: fit.model.modelId } });
  expect(listModels(made.lake)).toHaveLength(1);
});

test('another seed or other parameters make another model, and one is served', async () => {
  const other = await fitModel(made.lake, { recommender: 'trending', params: { halfLifeDays: 7 } }, quietContext());
  expect(other.model.modelId).not.toBe(fit.model.modelId);
  expect(listModels(made.lake).filter(model => model.state === 'served')).toHaveLength(1);
  expect(other.model.state).toBe('candidate');
  expect(openServing(made.lake).model.modelId).toBe(fit.model.modelId);
  expect(openServing(made.lake, { modelId: fit.model.modelId }).recommend({ userId: LISTENER, k: 5 })).toEqual(
    serving.recommend({ userId: LISTENER, k: 5 }),
  );
});

describe('recommendations for a listener', () => {
  test('are ranked, new to them, and complete', () => {
    const list = serving.recommend({ userId: LISTENER, k: 20 });
    expect(list).toMatchObject({ basis: 'history', note: null, model_id: fit.model.modelId });
    expect(list.items.map(item => item.rank)).toEqual([...Array(20).keys()].map(rank => rank + 1));
    expect(list.items.map(item => item.score)).toEqual(list.items.map(item => item.score).toSorted((a, b) => b - a));
    expect(ids(list).filter(id => heardBy(LISTENER).has(id))).toEqual([]);
    for (const { title, artist } of list.items) expect([title, artist]).not.toContain('');
  });

  test('have parts and sentences that sum to the score', () => {
    for (const { score, parts, reasons } of serving.recommend({ userId: LISTENER, k: 20 }).items) {
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(Object.values(parts))).toBeCloseTo(score, 4);
      expect(sum(reasons.map(reason => reason.contribution))).toBeCloseTo(score, 4);
    }
  });

  test('name the plays behind them, as they are in the lakehouse', () => {
    const reasons = serving.recommend({ userId: LISTENER, k: 20 }).items.flatMap(item => item.reasons);
    const tracks = reasons.flatMap(reason => reason.because).filter(because => because.kind === 'track');
    expect(tracks.length).toBeGreaterThan(0);
    const plays = made.lake.db
      .prepare('select plays - skips from silver_user_track_plays where user_id = ? and track_id = ?')
      .pluck();
    for (const { track_id, plays: said } of tracks) expect(plays.get(LISTENER, track_id)).toBe(said);
  });

  test('are found by an id in digits too', () => {
    expect(ids(serving.recommend({ userId: String(LISTENER), k: 5 }))).toEqual(
      ids(serving.recommend({ userId: LISTENER, k: 5 })),
    );
  });

  test('are the same in a batch', () => {
    const batch = [...serving.recommendAll({ k: 5, userIds: [4, LISTENER, 6] })];
    expect(batch[1]).toEqual(serving.recommend({ userId: LISTENER, k: 5 }));
    expect([...serving.recommendAll({ k: 1, reasons: false })]).toHaveLength(300);
  });

  test('are the same to the last bit for blocks of listeners, some of them unknown, under any weights', () => {
    const alone = openServing(made.lake, { modelId: fit.model.modelId });
    const userIds = [...alone.dataset.userIds.slice(0, 75), 'nobody', ...alone.dataset.userIds.slice(75, 90)];
    for (const request of [{ k: 20 }, { k: 50, reasons: false, weights: { ials: 3 }, filters: { artistCap: 1 } }])
      expect([...serving.recommendAll({ ...request, userIds })]).toEqual(
        userIds.map(userId => alone.recommend({ ...request, userId })),
      );
  });

  test('are the same from several threads, in order, and stop when the reader does', async () => {
    const modelId = fit.model.modelId;
    const userIds = [...Array(150).keys()].map(user => user + 1);
    const request = { k: 5, reasons: false, modelId };
    const lists: RecommendationList[] = [];
    for await (const list of recommendBatch(made.lake.path, { userIds, request }, quietContext())) lists.push(list);
    expect(lists).toEqual([...serving.recommendAll({ k: 5, reasons: false, userIds })]);
    for await (const list of recommendBatch(made.lake.path, { userIds, request }, quietContext())) {
      expect(list.user_id).toBe(1);
      break;
    }
  });

  test('report what went wrong in a thread', async () => {
    const batch = recommendBatch(made.lake.path, { userIds: [1], request: { k: 5, modelId: 'none' } }, quietContext());
    await expect(batch.next()).rejects.toThrow('no model none');
  });

  test('follow what-if weights at once, and come back', () => {
    const before = ids(serving.recommend({ userId: LISTENER, k: 10 }));
    const onlyTrending = { playlist: 0, social: 0, content: 0, 'item-knn': 0, ials: 0 };
    const trending = serving.recommend({ userId: LISTENER, k: 10, weights: onlyTrending });
    expect(trending.items.every(item => Object.keys(item.parts).join() === 'trending')).toBe(true);
    expect(ids(trending)).not.toEqual(before);
    expect(ids(serving.recommend({ userId: LISTENER, k: 10 }))).toEqual(before);
  });
});

describe('filters', () => {
  test('cap an artist', () => {
    const list = serving.recommend({ userId: LISTENER, k: 30, filters: { artistCap: 1 } });
    expect(new Set(list.items.map(item => item.artist)).size).toBe(30);
  });

  test('keep new releases alone', () => {
    const list = serving.recommend({ userId: LISTENER, k: 30, filters: { releasedFrom: '2024-06-01' } });
    const released = made.lake.db.prepare('select released_on from silver_dim_songs where track_id = ?').pluck();
    for (const id of ids(list)) expect(String(released.get(id)) >= '2024-06-01').toBe(true);
    expect(list.items.length).toBeGreaterThan(0);
  });

  test('keep a span of releases, on its last day too', () => {
    const released = made.lake.db.prepare('select released_on from silver_dim_songs where track_id = ?').pluck();
    const all = serving.recommend({ userId: LISTENER, k: 600, filters: { releasedFrom: '1900-01-01' } });
    const dates = ids(all).map(id => String(released.get(id)));
    const last = dates.toSorted()[dates.length >> 1]!;
    const list = serving.recommend({ userId: LISTENER, k: 600, filters: { releasedTo: last } });
    expect(ids(list)).toEqual(ids(all).filter(id => String(released.get(id)) <= last));
    expect(list.items.length).toBeLessThan(all.items.length);
  });

  test('keep genres, and leave tracks and artists out', () => {
    const all = serving.recommend({ userId: LISTENER, k: 600 });
    const genreOf = made.lake.db.prepare('select genre from silver_dim_songs where track_id = ?').pluck();
    const genre = String(genreOf.get(ids(all)[0]));
    const without = { withoutTracks: [ids(all)[0]!], withoutArtists: [String(all.items[1]!.artist)] };
    const list = serving.recommend({ userId: LISTENER, k: 600, filters: { genres: [genre], ...without } });
    const expected = all.items.filter(
      item =>
        genreOf.get(item.track_id) === genre &&
        item.track_id !== ids(all)[0] &&
        !without.withoutArtists.includes(String(item.artist)),
    );
    expect(ids(list)).toEqual(expected.map(item => item.track_id));
    expect(expected.length).toBeGreaterThan(0);
  });

  test('let heard tracks in when asked', () => {
    const list = serving.recommend({ userId: LISTENER, k: 30, filters: { hideHeard: false } });
    expect(ids(list).some(id => heardBy(LISTENER).has(id))).toBe(true);
  });

  test('leave out what the listener disliked, until they like it', () => {
    const [first] = ids(serving.recommend({ userId: LISTENER, k: 1 }));
    const give = (feedback: string, given_at: string): void => {
      const verdict = { user_id: LISTENER, track_id: first, feedback, given_at };
      appendRows(made.lake, 'bronze_feedback_events', 'feedback', [verdict], quietContext());
    };
    const open = () => openServing(made.lake, { modelId: fit.model.modelId });
    give('dislike', '2025-01-02T00:00:00Z');
    expect(ids(open().recommend({ userId: LISTENER, k: 50 }))).not.toContain(first);
    give('like', '2025-01-03T00:00:00Z');
    expect(ids(open().recommend({ userId: LISTENER, k: 50 }))[0]).toBe(first);
  });
});

test('a stranger gets what others play, and is told so', () => {
  const list = serving.recommend({ userId: 'nobody', k: 5 });
  expect(list.basis).toBe('cold start');
  expect(list.note).toContain('nobody');
  expect(list.items).toHaveLength(5);
});

test('a seed track gives tracks like it, and never itself', () => {
  const list = serving.recommend({ seedTrackId: 12, k: 20 });
  expect(list.basis).toBe('seed');
  expect(ids(list)).not.toContain(12);
});

test.each([
  [{ seedTrackId: 'no such track', k: 5 }, 'not_found'],
  [{ userId: 1, seedTrackId: 1, k: 5 }, 'bad_input'],
  [{ k: 5 }, 'bad_input'],
  [{ userId: 1, k: 0 }, 'bad_input'],
])('%j is refused as %s', (request, code) => {
  expect(() => serving.recommend(request)).toThrowError(expect.objectContaining({ code }));
});

test.each(['a chunk lost', 'a chunk torn'])('a damaged model is noticed: %s', harm => {
  const { db } = made.lake;
  const where = `model_id = '${fit.model.modelId}' and name = 'model/ials/items'`;
  const open = () => openServing(made.lake, { modelId: fit.model.modelId });
  open();
  db.exec('begin');
  try {
    if (harm === 'a chunk lost') db.exec(`delete from lake_model_arrays where ${where}`);
    else db.exec(`update lake_model_arrays set bytes = substr(bytes, 2) where ${where}`);
    expect(open).toThrowError(expect.objectContaining({ code: 'corrupt' }));
  } finally {
    db.exec('rollback');
  }
});

test('what was shown is recorded once', () => {
  const lists = [
    serving.recommend({ userId: 1, k: 3 }),
    serving.recommend({ userId: 2, k: 3 }),
    serving.recommend({ seedTrackId: 1, k: 3 }),
  ];
  const options = { surface: 'report', recommendedAt: '2025-01-08T00:00:00Z' } as const;
  const first = recordRecommendations(made.lake, lists, options, quietContext());
  expect(recordRecommendations(made.lake, lists, options, quietContext()).loadId).toBe(first.loadId);
  const rows = made.lake.db.prepare('select user_id, rank, surface, model_id from bronze_recommendation_events').all();
  expect(rows).toHaveLength(6);
  expect(rows[0]).toEqual({ user_id: 1, rank: 1, surface: 'report', model_id: fit.model.modelId });
});
