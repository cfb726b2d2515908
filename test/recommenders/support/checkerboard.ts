import { csrFromPairs } from '../../../src/worker/matrix/csr.ts';
import type { Dataset } from '../../../src/worker/recommenders/recommender.ts';

export const USERS = 40;
export const ITEMS = 30;
const DAY = 86_400;

/** Everyone likes the tracks of their own parity; each user misses one of them, which is theirs to be found. */
export const withheldFor = (user: number): number => ((user * 7) % (ITEMS / 2)) * 2 + (user % 2);

/** A dataset that has everything a recommender can need, two worlds that never meet. */
export function checkerboard(): Dataset {
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  for (let user = 0; user < USERS; user += 1)
    for (let item = user % 2; item < ITEMS; item += 2)
      if (item !== withheldFor(user)) {
        row.push(user);
        column.push(item);
        value.push(1 + ((user + item) % 3));
      }
  const plays = csrFromPairs({ rows: USERS, columns: ITEMS, row, column, value });
  const lastPlayed = Float32Array.from(plays.indices, (_, at) => 20_000 + (at % 10));
  return {
    plays,
    lastPlayed,
    userIds: Array.from({ length: USERS }, (_, user) => user + 1),
    items: {
      ids: Array.from({ length: ITEMS }, (_, item) => item + 101),
      titles: Array.from({ length: ITEMS }, (_, item) => `Track ${item}`),
      artist: Int32Array.from({ length: ITEMS }, (_, item) => item % 6),
      artistNames: ['A', 'B', 'C', 'D', 'E', 'F'],
      genre: Int32Array.from({ length: ITEMS }, (_, item) => item % 2),
      genreNames: ['even', 'odd'],
      features: Float32Array.from(
        { length: ITEMS * 2 },
        (_, at) => (Math.floor(at / 2) % 2 === 0 ? 1 : -1) + (at % 5) / 10,
      ),
      featureNames: ['energy', 'valence'],
      releasedOn: Float32Array.from({ length: ITEMS }, (_, item) => 19_000 + item),
      tags: csrFromPairs({
        rows: ITEMS,
        columns: 2,
        row: [...Array(ITEMS).keys()],
        column: Array.from({ length: ITEMS }, (_, item) => item % 2),
        value: Array(ITEMS).fill(2),
      }),
      tagNames: ['even', 'odd'],
    },
    events: eventsOf(row, column),
    follows: csrFromPairs({
      rows: USERS,
      columns: USERS,
      row: [...Array(USERS).keys()].flatMap(user => [user, user, user]),
      column: [...Array(USERS).keys()].flatMap(user => [2, 4, 6].map(step => (user + step) % USERS)),
    }),
    playlists: csrFromPairs(
      {
        rows: 12,
        columns: ITEMS,
        row: Array.from({ length: 12 * 12 }, (_, at) => Math.floor(at / 12)),
        column: Array.from({ length: 12 * 12 }, (_, at) => {
          const list = Math.floor(at / 12);
          return (list % 2) + 2 * ((list + (at % 12) * 2) % (ITEMS / 2));
        }),
      },
      { duplicates: 'one' },
    ),
    asOf: 20_010,
    snapshotId: 1,
  };
}

function eventsOf(row: readonly number[], column: readonly number[]): Dataset['events'] {
  return {
    user: Int32Array.from(row),
    item: Int32Array.from(column),
    at: Float64Array.from(row, (_, at) => 20_000 * DAY + at * 200),
    msPlayed: new Int32Array(row.length).fill(180_000),
  };
}

/** No users, no tracks, nothing. */
export function emptyDataset(): Dataset {
  const nothing = (rows: number, columns: number) => csrFromPairs({ rows, columns, row: [], column: [] });
  return {
    ...checkerboard(),
    plays: nothing(0, 0),
    lastPlayed: new Float32Array(0),
    userIds: [],
    items: {
      ids: [],
      titles: [],
      artist: new Int32Array(0),
      artistNames: [],
      genre: new Int32Array(0),
      genreNames: [],
      features: new Float32Array(0),
      featureNames: ['energy', 'valence'],
      releasedOn: new Float32Array(0),
      tags: nothing(0, 0),
      tagNames: [],
    },
    events: { user: new Int32Array(0), item: new Int32Array(0), at: new Float64Array(0), msPlayed: new Int32Array(0) },
    follows: nothing(0, 0),
    playlists: nothing(0, 0),
  };
}
