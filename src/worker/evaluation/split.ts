import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { csrFromPairs, rowOf, type Csr } from '../matrix/csr.ts';
import { seededRandom } from '../matrix/random.ts';
import { denseIds } from '../recommenders/dataset/dense-ids.ts';
import { Growing } from '../recommenders/dataset/growing.ts';
import { loadDataset } from '../recommenders/dataset/load-dataset.ts';
import { scan } from '../recommenders/dataset/scan.ts';
import type { Dataset } from '../recommenders/recommender.ts';
import type { ListProtocol } from './protocol.ts';
import { withoutPairs } from './without-pairs.ts';

/** What may be learned from, and what is held out: users × items of `train`, 1 where the user listened to it. */
export interface Split {
  train: Dataset;
  relevant: Csr;
  /** First and last moment of the held-out period, where it is one. */
  period: { from: string; until: string } | null;
  /** Held-out plays of users or tracks that are not in `train`, which nobody could have recommended. */
  unreachable: number;
}

type Context = Pick<JobContext, 'progress' | 'cancel'>;

export function splitLakehouse(lake: Lakehouse, protocol: ListProtocol, seed: number, context: Context): Split {
  switch (protocol.kind) {
    case 'time':
      return splitByTime(lake, protocol, context);
    case 'leave-last-out':
      return splitLastOut(loadDataset(lake, {}, context), protocol);
    case 'per-user':
      return splitPerUser(loadDataset(lake, {}, context), protocol, seed);
  }
}

function splitByTime(lake: Lakehouse, protocol: Extract<ListProtocol, { kind: 'time' }>, context: Context): Split {
  const from = protocol.from ?? startOfLast(lake, protocol.days);
  const until = addDays(from, protocol.days);
  const train = loadDataset(lake, { before: from }, context);
  const users = denseIds(train.userIds);
  const items = denseIds(train.items.ids);
  const row = new Growing(Int32Array);
  const column = new Growing(Int32Array);
  let unreachable = 0;
  scan(
    lake.db,
    ['user_id', 'track_id'],
    'silver_listens where played_at >= ? and played_at < ? and is_skip = 0',
    [from, until],
    (userId, trackId) => {
      const user = users.indexOf(userId ?? '');
      const item = items.indexOf(trackId ?? '');
      if (user < 0 || item < 0) {
        unreachable += 1;
        return;
      }
      row.push(user);
      column.push(item);
    },
  );
  const shape = { rows: users.ids.length, columns: items.ids.length };
  const relevant = csrFromPairs({ ...shape, row: row.taken(), column: column.taken() }, { duplicates: 'one' });
  return { train, relevant, period: { from, until }, unreachable };
}

export function startOfLast(lake: Lakehouse, days: number): string {
  const last = lake.db.prepare('select max(played_on) from silver_listens').pluck().get() as string | null;
  if (last === null)
    throw new TracklakeError('unsupported', 'these plays have no dates, so they cannot be split by time', {
      hint: 'use the protocol per-user',
    });
  return addDays(last, 1 - days);
}

export function addDays(date: string, days: number): string {
  const moment = Date.parse(date);
  if (Number.isNaN(moment)) throw new TracklakeError('bad_input', `not a date: ${date}`, { value: date });
  return new Date(moment + days * 86_400_000).toISOString().slice(0, 10);
}

/** Holds out each user's `last` most recently played tracks, whole: no earlier play of them stays in training. */
export function splitLastOut(all: Dataset, { last }: { last: number }): Split {
  const { lastPlayed, plays } = all;
  if (lastPlayed === null)
    throw new TracklakeError('unsupported', 'these plays have no dates, so nobody’s last tracks are known', {
      hint: 'use the protocol per-user',
    });
  return holdOut(all, user => {
    const start = plays.indptr[user] ?? 0;
    const { indices } = rowOf(plays, user);
    if (indices.length <= last) return [];
    const byDay = Array.from(indices, (item, at) => ({ item, day: lastPlayed[start + at] ?? 0 }));
    return byDay
      .sort((a, b) => b.day - a.day || b.item - a.item)
      .slice(0, last)
      .map(({ item }) => item);
  });
}

/** Holds out a random share of each user's tracks (at least one, where the user has two). */
export function splitPerUser(all: Dataset, { share }: { share: number }, seed: number): Split {
  const random = seededRandom(seed);
  return holdOut(all, user => {
    const { indices } = rowOf(all.plays, user);
    if (indices.length < 2) return [];
    const size = Math.max(1, Math.round(indices.length * share));
    const order = Array.from(indices, item => ({ item, at: random.next() })).sort((a, b) => a.at - b.at);
    return order.slice(0, size).map(({ item }) => item);
  });
}

function holdOut(all: Dataset, chosen: (user: number) => number[]): Split {
  const row: number[] = [];
  const column: number[] = [];
  for (let user = 0; user < all.plays.rows; user += 1)
    for (const item of chosen(user)) {
      row.push(user);
      column.push(item);
    }
  const relevant = csrFromPairs({ rows: all.plays.rows, columns: all.plays.columns, row, column });
  return { train: withoutPairs(all, relevant), relevant, period: null, unreachable: 0 };
}
