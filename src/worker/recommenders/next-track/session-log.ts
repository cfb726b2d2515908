import { integers, doubles } from '../artefact.ts';
import { Growing } from '../dataset/growing.ts';
import type { Artefact, Dataset, Query } from '../recommender.ts';
import type { Sessions } from './sessions.ts';

/** Everyone's sittings of two tracks or more, oldest first, and the one that each listener was in last. */
export interface SessionLog extends Sessions {
  /** The listener of each session, and when it began: seconds since 1970. */
  readonly user: Int32Array;
  readonly startedAt: Float64Array;
  /** The tracks of user u's latest sitting lie in order at `lastStarts[u]` … `lastStarts[u + 1]`. */
  readonly lastStarts: Int32Array;
  readonly lastItems: Int32Array;
}

/** What a track lasts where nobody says. */
const DEFAULT_SECONDS = 180;
/** What is remembered of a latest sitting: no recommender looks further back. */
const MOST_LAST = 50;

/** A pause of more than `gapSeconds`, from the end of a play to the start of the next, ends a sitting, as in silver_song_transitions. */
export function sessionLog({ plays, items, events }: Dataset, gapSeconds: number): SessionLog {
  const found = sittings({ plays, items, events }, gapSeconds);
  const latest = new Map(found.map(sitting => [sitting.user, sitting]));
  const lasting = found
    .filter(({ tracks }) => tracks.length > 1)
    .sort((a, b) => a.startedAt - b.startedAt || a.user - b.user);
  const starts = new Int32Array(lasting.length + 1);
  lasting.forEach(({ tracks }, s) => (starts[s + 1] = (starts[s] ?? 0) + tracks.length));
  const flat = new Growing(Int32Array);
  for (const { tracks } of lasting) for (const track of tracks) flat.push(track);
  const lastStarts = new Int32Array(plays.rows + 1);
  const last = new Growing(Int32Array);
  for (let user = 0; user < plays.rows; user += 1) {
    for (const track of latest.get(user)?.tracks.slice(-MOST_LAST) ?? []) last.push(track);
    lastStarts[user + 1] = last.length;
  }
  return {
    count: lasting.length,
    itemCount: items.ids.length,
    starts,
    items: flat.taken(),
    user: Int32Array.from(lasting, ({ user }) => user),
    startedAt: Float64Array.from(lasting, ({ startedAt }) => startedAt),
    lastStarts,
    lastItems: last.taken(),
  };
}

interface Sitting {
  user: number;
  startedAt: number;
  tracks: number[];
}

/** Each listener's sittings in order. */
function sittings({ items, events }: Pick<Dataset, 'plays' | 'items' | 'events'>, gapSeconds: number): Sitting[] {
  const open = new Map<number, { sitting: Sitting; endedAt: number }>();
  const all: Sitting[] = [];
  for (let e = 0; e < (events?.at.length ?? 0); e += 1) {
    const user = events?.user[e] ?? 0;
    const item = events?.item[e] ?? 0;
    const at = events?.at[e] ?? 0;
    const heardMs = events?.msPlayed[e] ?? 0;
    const ms = heardMs > 0 ? heardMs : (items.durationMs?.[item] ?? 0);
    const endedAt = at + (ms > 0 ? ms / 1000 : DEFAULT_SECONDS);
    const current = open.get(user);
    if (current !== undefined && at - current.endedAt <= gapSeconds) {
      current.sitting.tracks.push(item);
      current.endedAt = endedAt;
      continue;
    }
    const sitting = { user, startedAt: at, tracks: [item] };
    all.push(sitting);
    open.set(user, { sitting, endedAt });
  }
  return all;
}

/** What was heard, in order: a user's latest sitting, a seed track alone, or what is given. */
export function heardIn(query: Query, { lastStarts, lastItems }: SessionLog): Int32Array {
  switch (query.kind) {
    case 'user':
      return lastItems.subarray(lastStarts[query.user] ?? 0, lastStarts[query.user + 1] ?? 0);
    case 'seed':
      return Int32Array.of(query.item);
    case 'history':
    case 'session':
      return query.items;
  }
}

export function logToArrays({ starts, items, user, startedAt, lastStarts, lastItems }: SessionLog): Artefact['arrays'] {
  return {
    'sessions.starts': starts,
    'sessions.items': items,
    'sessions.user': user,
    'sessions.startedAt': startedAt,
    'last.starts': lastStarts,
    'last.items': lastItems,
  };
}

export function logFromArrays(arrays: Artefact['arrays'], itemCount: number): SessionLog {
  const starts = integers(arrays, 'sessions.starts');
  return {
    count: starts.length - 1,
    itemCount,
    starts,
    items: integers(arrays, 'sessions.items'),
    user: integers(arrays, 'sessions.user'),
    startedAt: doubles(arrays, 'sessions.startedAt'),
    lastStarts: integers(arrays, 'last.starts'),
    lastItems: integers(arrays, 'last.items'),
  };
}
