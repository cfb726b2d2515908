import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { csrFromPairs, type Csr } from '../../matrix/csr.ts';
import { positionOf } from '../neighbour-model.ts';
import type { Dataset, Events, Id } from '../recommender.ts';
import { denseIds, type DenseIds } from './dense-ids.ts';
import { Growing } from './growing.ts';
import { readEvents } from './read-events.ts';
import { readItems } from './read-items.ts';
import { scan } from './scan.ts';

export interface LoadOptions {
  /**
   * ISO 8601 moment in UTC or date. Only what happened before it is read: plays, sign-ups, releases, follows, playlists
   * and tags; what came later leaves no trace. Counts without dates cannot be cut, and are left out.
   */
  before?: string;
}

const SECONDS_A_DAY = 86_400;

/** The listening data of a built lakehouse as matrices. Throws `not_found` where the silver layer is not built. */
export function loadDataset(
  lake: Lakehouse,
  { before }: LoadOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): Dataset {
  const cut = before ?? null;
  const users = readUsers(lake, cut);
  const { items, index } = readItems(lake, cut);
  const { events, skippedUser, skippedItem } = readEvents(lake, users, index, cut, context);
  const shape = { rows: users.ids.length, columns: index.ids.length };
  const { plays, lastPlayed } = cut === null ? readPlays(lake, users, index) : playsOf(events, shape);
  if (plays.indices.length === 0)
    throw new TracklakeError('bad_input', cut === null ? 'no plays are loaded yet' : `there is no play before ${cut}`, {
      hint: 'tracklake import FILE, then tracklake build',
    });
  return {
    plays,
    lastPlayed,
    userIds: users.ids,
    items,
    skips: skippedUser.length === 0 ? null : csrFromPairs({ ...shape, row: skippedUser, column: skippedItem }),
    events: events.at.length === 0 ? null : events,
    follows: readFollows(lake, users, cut),
    playlists: readPlaylists(lake, index, cut),
    asOf: cut === null ? (events.at.at(-1) ?? 0) / SECONDS_A_DAY : Date.parse(cut) / 1000 / SECONDS_A_DAY,
    snapshotId: snapshotOf(lake),
  };
}

function readUsers(lake: Lakehouse, cut: string | null): DenseIds {
  const ids: Id[] = [];
  scan(
    lake.db,
    ['user_id'],
    `(select user_id from silver_dim_users where is_current = 1 ${cut === null ? '' : 'and (signed_up_at is null or signed_up_at < ?)'} order by user_id)`,
    cut === null ? [] : [cut],
    userId => ids.push(userId ?? ''),
  );
  return denseIds(ids);
}

/** Plays that were not skipped, summed by user and track, whether the source dated or counted them. */
function readPlays(lake: Lakehouse, users: DenseIds, items: DenseIds): Pick<Dataset, 'plays' | 'lastPlayed'> {
  const row = new Growing(Int32Array);
  const column = new Growing(Int32Array);
  const value = new Growing(Float32Array);
  const last = new Growing(Float64Array);
  scan(
    lake.db,
    ['user_id', 'track_id', 'plays - skips', 'julianday(last_played_on) - 2440587.5'],
    'silver_user_track_plays where plays > skips',
    [],
    (userId, trackId, plays, lastOn) => {
      const u = users.indexOf(userId ?? '');
      const i = items.indexOf(trackId ?? '');
      if (u < 0 || i < 0) return;
      row.push(u);
      column.push(i);
      value.push(Number(plays));
      last.push(lastOn == null ? NaN : Number(lastOn));
    },
  );
  const pairs = { row: row.taken(), column: column.taken() };
  const shape = { rows: users.ids.length, columns: items.ids.length };
  const plays = csrFromPairs({ ...shape, ...pairs, value: value.taken() });
  return { plays, lastPlayed: latest(plays, pairs.row, pairs.column, last.taken()) };
}

function playsOf(events: Events, shape: { rows: number; columns: number }): Pick<Dataset, 'plays' | 'lastPlayed'> {
  const ones = new Float32Array(events.at.length).fill(1);
  const plays = csrFromPairs({ ...shape, row: events.user, column: events.item, value: ones });
  const days = events.at.map(second => Math.floor(second / SECONDS_A_DAY));
  return { plays, lastPlayed: latest(plays, events.user, events.item, days) };
}

/** For each stored pair of `plays` the latest day among its rows; null where no row has a day. */
function latest(plays: Csr, row: Int32Array, column: Int32Array, days: Float64Array): Float32Array | null {
  const last = new Float32Array(plays.indices.length).fill(NaN);
  let dated = false;
  for (let e = 0; e < row.length; e += 1) {
    const day = days[e] ?? NaN;
    if (Number.isNaN(day)) continue;
    dated = true;
    const user = row[e] ?? 0;
    const at = positionOf(plays.indices, column[e] ?? 0, plays.indptr[user] ?? 0, plays.indptr[user + 1] ?? 0);
    if (!((last[at] ?? NaN) >= day)) last[at] = day;
  }
  return dated ? last : null;
}

function readFollows(lake: Lakehouse, users: DenseIds, cut: string | null): Csr | null {
  const row = new Growing(Int32Array);
  const column = new Growing(Int32Array);
  scan(
    lake.db,
    ['follower_id', 'followee_id'],
    `silver_follows${cut === null ? '' : ' where followed_on is null or followed_on < ?'}`,
    cut === null ? [] : [cut],
    (followerId, followeeId) => {
      const follower = users.indexOf(followerId ?? '');
      const followee = users.indexOf(followeeId ?? '');
      if (follower < 0 || followee < 0) return;
      row.push(follower);
      column.push(followee);
    },
  );
  if (row.length === 0) return null;
  const size = users.ids.length;
  return csrFromPairs({ rows: size, columns: size, row: row.taken(), column: column.taken() }, { duplicates: 'one' });
}

function readPlaylists(lake: Lakehouse, items: DenseIds, cut: string | null): Csr | null {
  const rows = new Map<Id, number>();
  const row = new Growing(Int32Array);
  const column = new Growing(Int32Array);
  const source =
    cut === null
      ? 'silver_playlist_tracks'
      : `bronze_bridge_playlist_tracks where (added_at is null or added_at < ?)
           and playlist_id not in (select playlist_id from bronze_dim_playlists where created_at >= ?)`;
  scan(
    lake.db,
    ['playlist_id', 'track_id'],
    `(select playlist_id, track_id from ${source} order by playlist_id, track_id)`,
    cut === null ? [] : [cut, cut],
    (playlistId, trackId) => {
      const item = items.indexOf(trackId ?? '');
      if (item < 0 || playlistId == null) return;
      const playlist = rows.get(playlistId) ?? rows.size;
      rows.set(playlistId, playlist);
      row.push(playlist);
      column.push(item);
    },
  );
  if (row.length === 0) return null;
  const shape = { rows: rows.size, columns: items.ids.length };
  return csrFromPairs({ ...shape, row: row.taken(), column: column.taken() }, { duplicates: 'one' });
}

function snapshotOf(lake: Lakehouse): number {
  return Number(lake.db.prepare('select max(snapshot_id) from lake_snapshots').pluck().get() ?? 0);
}
