import { expect, test } from 'vitest';
import { cancelToken } from '../../src/worker/jobs/context.ts';
import { csrFromPairs, rowOf } from '../../src/worker/matrix/csr.ts';
import type { Dataset } from '../../src/worker/recommenders/recommender.ts';
import { sessionCoOccurrence } from '../../src/worker/recommenders/session-co-occurrence.ts';
import { splitSessions } from '../../src/worker/recommenders/sessions.ts';
import { checkerboard } from './support/checkerboard.ts';

const LENGTH = 200;

/** Plays as [user, track, second]; tracks last 200 s, and track t is by artist t. */
function dataset(plays: [user: number, track: number, at: number][], users = 6, tracks = 6): Dataset {
  const board = checkerboard();
  const sorted = plays.toSorted((a, b) => a[2] - b[2]);
  const [user, item, at] = [0, 1, 2].map(column => sorted.map(play => play[column]!));
  const items = {
    ...board.items,
    ids: [...Array(tracks).keys()],
    artist: Int32Array.from({ length: tracks }, (_, track) => track),
    durationMs: new Int32Array(tracks).fill(LENGTH * 1000),
  };
  return {
    ...board,
    items,
    plays: csrFromPairs({ rows: users, columns: tracks, row: user!, column: item! }),
    events: {
      user: Int32Array.from(user!),
      item: Int32Array.from(item!),
      at: Float64Array.from(at!),
      msPlayed: new Int32Array(plays.length),
    },
  };
}

const sessionsOf = (data: Dataset): number[][] => {
  const { tracks } = splitSessions(data, data.events!, { gapSeconds: 300, skipSeconds: 30 });
  return Array.from({ length: tracks.rows }, (_, session) => [...rowOf(tracks, session).indices]);
};

test('a session ends when the pause after the track is over the gap', () => {
  expect(
    sessionsOf(
      dataset([
        [0, 1, 0],
        [0, 2, LENGTH + 300],
        [0, 3, 2 * LENGTH + 601],
      ]),
    ),
  ).toEqual([[1, 2], [3]]);
});

test('a play that the next one cut short is left out', () => {
  expect(
    sessionsOf(
      dataset([
        [0, 1, 0],
        [0, 2, LENGTH - 31],
        [0, 3, 2 * LENGTH],
      ]),
    ),
  ).toEqual([[2, 3]]);
  expect(
    sessionsOf(
      dataset([
        [0, 1, 0],
        [0, 2, LENGTH - 30],
        [0, 3, 2 * LENGTH],
      ]),
    ),
  ).toEqual([[1, 2, 3]]);
});

test('sessions of different listeners never mix', () => {
  expect(
    sessionsOf(
      dataset([
        [0, 1, 0],
        [1, 2, 210],
        [0, 3, 400],
      ]),
    ),
  ).toEqual([[1, 3], [2]]);
});

const options = { threshold: 0, normalise: 'none' };
async function score(data: Dataset, from: number, to: number, changes: object = {}): Promise<number> {
  const params = sessionCoOccurrence.params.parse({ ...options, ...changes });
  const context = { progress: () => {}, log: () => {}, cancel: cancelToken(), seed: 1, threads: 1 };
  const model = await sessionCoOccurrence.fit(data, params, context);
  const scores = new Float32Array(6);
  model.score({ kind: 'history', items: Int32Array.of(from), weights: Float32Array.of(Math.E - 1) }, scores);
  return Math.round(scores[to]! * 1000) / 1000;
}

/** `times` sessions of each of `users`, with tracks 1 and 2. */
const together = (users: number, times: number): [number, number, number][] =>
  Array.from({ length: users * times }, (_, n) => Math.floor(n / times) * 1e6 + (n % times) * 1e4).flatMap((at, n) => [
    [Math.floor(n / times), 1, at] as [number, number, number],
    [Math.floor(n / times), 2, at + LENGTH] as [number, number, number],
  ]);

test('a pair scores 1 for each session, capped for each listener', async () => {
  expect(await score(dataset(together(2, 2)), 1, 2)).toBe(4);
  expect(await score(dataset(together(2, 5)), 1, 2, { contribution: 3 })).toBe(6);
});

test('pairs up to the threshold, and pairs of one artist, are dropped', async () => {
  expect(await score(dataset(together(1, 3)), 1, 2, { threshold: 3 })).toBe(0);
  const data = dataset(together(2, 2));
  const oneArtist = { ...data, items: { ...data.items, artist: new Int32Array(6) } };
  expect(await score(oneArtist, 1, 2)).toBe(0);
  expect(await score(oneArtist, 1, 2, { sameArtist: true })).toBe(4);
});
