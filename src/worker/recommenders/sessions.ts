import type { Csr } from '../matrix/csr.ts';
import { csrFromPairs } from '../matrix/csr.ts';
import type { Dataset, Events } from './recommender.ts';

export interface SessionOptions {
  /** A longer pause ends a session: seconds from the end of one play to the start of the next. */
  gapSeconds: number;
  /** A play counts as skipped when the next one starts this many seconds before it could have ended. */
  skipSeconds: number;
}

/** Sessions as rows, ascending by listener and time, with the tracks that were listened to in them. */
export interface Sessions {
  tracks: Csr;
  /** The listener of each session. */
  user: Int32Array;
}

/** What a track lasts where nobody says (ListenBrainz's figure). */
const DEFAULT_SECONDS = 180;

/**
 * Parts each listener's plays into sessions as ListenBrainz does (listenbrainz_spark/similarity/recording): a session
 * breaks where the time since the previous play began, less that track's length, is over the gap; plays that the next
 * one cut short are left out.
 */
export function splitSessions({ plays, items }: Dataset, events: Events, options: SessionOptions): Sessions {
  const order = byUser(events.user, plays.rows);
  const lengthOf = (item: number): number => {
    const ms = items.durationMs?.[item] ?? 0;
    return ms > 0 ? ms / 1000 : DEFAULT_SECONDS;
  };
  const user: number[] = [];
  const row: number[] = [];
  const column: number[] = [];
  for (let o = 0; o < order.length; o += 1) {
    const e = order[o] ?? 0;
    const before = order[o - 1] ?? -1;
    const after = order[o + 1] ?? -1;
    const who = events.user[e] ?? 0;
    const item = events.item[e] ?? 0;
    const at = events.at[e] ?? 0;
    const sameBefore = before >= 0 && events.user[before] === who;
    const pause = sameBefore ? at - (events.at[before] ?? 0) - lengthOf(events.item[before] ?? 0) : Infinity;
    if (pause > options.gapSeconds) user.push(who);
    const untilNext = after >= 0 && events.user[after] === who ? (events.at[after] ?? 0) - at : Infinity;
    if (untilNext < lengthOf(item) - options.skipSeconds) continue;
    row.push(user.length - 1);
    column.push(item);
  }
  return {
    tracks: csrFromPairs({ rows: user.length, columns: plays.columns, row, column }, { duplicates: 'one' }),
    user: Int32Array.from(user),
  };
}

/** Positions of events grouped by user, in time order within a user. */
function byUser(users: Int32Array, size: number): Int32Array {
  const next = new Int32Array(size + 1);
  for (const user of users) next[user + 1] = (next[user + 1] ?? 0) + 1;
  for (let user = 0; user < size; user += 1) next[user + 1] = (next[user + 1] ?? 0) + (next[user] ?? 0);
  const order = new Int32Array(users.length);
  users.forEach((user, e) => {
    const to = next[user] ?? 0;
    order[to] = e;
    next[user] = to + 1;
  });
  return order;
}
