import type Database from 'better-sqlite3';
import { Codes, stableOrder, type Rows, type Value } from './columns.ts';

/** Tracks at most so many places apart count as together. */
const REACH = 10;
const NEIGHBOURS = 30;

interface Lists {
  playlists: number;
  tracks: Value[];
  /** By playlist and position. */
  playlist: Int32Array;
  position: Float64Array;
  track: Int32Array;
}

/** The rows of silver_song_similarity_by_playlist. */
export function songSimilarityByPlaylist(db: Database.Database): Rows {
  const lists = readPlaylists(db);
  const playlistsOf = new Int32Array(lists.tracks.length);
  for (const track of lists.track) playlistsOf[track] = (playlistsOf[track] ?? 0) + 1;
  const root = Float64Array.from({ length: lists.playlists + 1 }, (_, count) => Math.sqrt(count));
  const pairs = pairsOf(lists);
  const n = lists.tracks.length;
  const order = stableOrder(pairs.from, n, stableOrder(pairs.to, n));
  const rows = { from: [] as number[], to: [] as number[], rank: [] as number[], support: [] as number[] };
  const together = new Int32Array(n); // with the track at hand
  const closeness = new Float64Array(n);
  const rank = new Int32Array(n);
  const byCloseness = (a: number, b: number): number =>
    (closeness[b] ?? 0) - (closeness[a] ?? 0) || (together[b] ?? 0) - (together[a] ?? 0) || a - b;
  for (let at = 0; at < order.length;) {
    const track = pairs.from[order[at] ?? 0] ?? 0;
    const others: number[] = []; // ascending, as the pairs are
    for (; at < order.length && pairs.from[order[at] ?? 0] === track; at++) {
      const other = pairs.to[order[at] ?? 0] ?? 0;
      if (together[other] === 0) others.push(other);
      together[other] = (together[other] ?? 0) + 1;
    }
    for (const other of others) closeness[other] = (together[other] ?? 0) / (root[playlistsOf[other] ?? 0] ?? 1);
    Int32Array.from(others)
      .sort(byCloseness)
      .subarray(0, NEIGHBOURS)
      .forEach((other, i) => (rank[other] = i + 1));
    for (const other of others) {
      if (rank[other] !== 0) {
        rows.from.push(track);
        rows.to.push(other);
        rows.rank.push(rank[other] ?? 0);
        rows.support.push(together[other] ?? 0);
      }
      together[other] = rank[other] = 0;
    }
  }
  const product = (i: number): number => (playlistsOf[rows.from[i] ?? 0] ?? 0) * (playlistsOf[rows.to[i] ?? 0] ?? 0);
  return {
    count: rows.from.length,
    columns: [
      { codes: Int32Array.from(rows.from), values: lists.tracks },
      { codes: Int32Array.from(rows.to), values: lists.tracks },
      { numbers: Int32Array.from(rows.rank) },
      { numbers: Int32Array.from(rows.support) },
      { numbers: Float64Array.from(rows.support, (support, i) => support / Math.sqrt(product(i))) },
      { numbers: Float64Array.from(rows.support, (support, i) => (support * lists.playlists) / product(i)) },
    ],
  };
}

function readPlaylists(db: Database.Database): Lists {
  const rows = db
    .prepare('select playlist_id, position, track_id from silver_playlist_tracks order by playlist_id, position')
    .raw()
    .all() as [Value, number, Value][];
  const [playlists, tracks] = [new Codes(), new Codes()];
  const lists = {
    playlist: new Int32Array(rows.length),
    position: new Float64Array(rows.length),
    track: new Int32Array(rows.length),
  };
  rows.forEach(([playlist, position, track], i) => {
    lists.playlist[i] = playlists.code(playlist);
    lists.position[i] = position;
    lists.track[i] = tracks.code(track);
  });
  return { ...lists, playlists: playlists.values.length, tracks: tracks.order(lists.track) };
}

/** Every pair of tracks that stand together in a playlist, both ways round. */
function pairsOf({ playlist, position, track }: Lists): { from: Int32Array; to: Int32Array } {
  const most = track.length * REACH * 2;
  const [from, to] = [new Int32Array(most), new Int32Array(most)];
  let pairs = 0;
  for (let a = 0; a < track.length; a++) {
    const reach = (position[a] ?? 0) + REACH;
    for (let b = a + 1; b < track.length && playlist[b] === playlist[a] && (position[b] ?? 0) <= reach; b++) {
      from[pairs] = to[pairs + 1] = track[a] ?? 0;
      to[pairs] = from[pairs + 1] = track[b] ?? 0;
      pairs += 2;
    }
  }
  return { from: from.subarray(0, pairs), to: to.subarray(0, pairs) };
}
