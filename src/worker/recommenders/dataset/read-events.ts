import type { Lakehouse } from '../../lakehouse/open.ts';
import type { JobContext } from '../../jobs/context.ts';
import type { Events } from '../recommender.ts';
import type { DenseIds } from './dense-ids.ts';
import { Growing } from './growing.ts';
import { scan } from './scan.ts';

/** Plays in time order, with the skipped ones apart: the two say opposite things. */
export interface Listening {
  events: Events;
  skippedUser: Int32Array;
  skippedItem: Int32Array;
}

/** Reads the plays of known users and tracks that began before `before` (all where null). */
export function readEvents(
  lake: Lakehouse,
  users: DenseIds,
  items: DenseIds,
  before: string | null,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): Listening {
  const user = new Growing(Int32Array);
  const item = new Growing(Int32Array);
  const at = new Growing(Float64Array);
  const msPlayed = new Growing(Int32Array);
  const skippedUser = new Growing(Int32Array);
  const skippedItem = new Growing(Int32Array);
  let rows = 0;
  scan(
    lake.db,
    ['user_id', 'track_id', 'unixepoch(played_at)', 'ms_played', 'is_skip'],
    `silver_listens${before === null ? '' : ' where played_at < ?'}`,
    before === null ? [] : [before],
    (userId, trackId, second, ms, isSkip) => {
      if (rows % 65_536 === 0) {
        context.cancel.throwIfRequested();
        context.progress({ stage: 'reading plays', done: rows, total: null, unit: 'rows' });
      }
      rows += 1;
      const u = users.indexOf(userId ?? '');
      const i = items.indexOf(trackId ?? '');
      if (u < 0 || i < 0) return;
      if (isSkip === 1) {
        skippedUser.push(u);
        skippedItem.push(i);
        return;
      }
      user.push(u);
      item.push(i);
      at.push(Number(second));
      msPlayed.push(Number(ms ?? 0));
    },
  );
  const events = { user: user.taken(), item: item.taken(), at: at.taken(), msPlayed: msPlayed.taken() };
  return { events: inTimeOrder(events), skippedUser: skippedUser.taken(), skippedItem: skippedItem.taken() };
}

/** Ascending by time, equal times in the order they came. */
function inTimeOrder(events: Events): Events {
  const order = timeOrder(events.at);
  const { user, item, at, msPlayed } = events;
  return {
    user: Int32Array.from(order, from => user[from] ?? 0),
    item: Int32Array.from(order, from => item[from] ?? 0),
    at: Float64Array.from(order, from => at[from] ?? 0),
    msPlayed: Int32Array.from(order, from => msPlayed[from] ?? 0),
  };
}

/** Positions sorted by time; each key holds its position in its low digits, so that plain numbers can be sorted. */
function timeOrder(at: Float64Array): Float64Array {
  const size = Math.max(1, at.length);
  const first = at.reduce((least, second) => Math.min(least, second), Infinity);
  const keys = Float64Array.from(at, (second, position) => (second - first) * size + position).sort();
  return keys.map(key => key % size);
}
