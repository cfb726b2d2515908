import { datesBetween, dayOf, stableOrder, type Rows, type Value } from './columns.ts';
import type { Plays } from './inputs.ts';

/** All plays summed by user and track, sorted by both. */
export interface Matrix {
  count: number;
  users: readonly Value[];
  tracks: readonly Value[];
  user: Int32Array;
  track: Int32Array;
  plays: Int32Array;
  skips: Int32Array;
  msPlayed: Float64Array;
  /** Days since 1970. */
  firstDay: Int32Array;
  lastDay: Int32Array;
}

export function sumByUserAndTrack(listens: Plays): Matrix {
  const order = stableOrder(listens.user, listens.users.length, stableOrder(listens.track, listens.tracks.length));
  const n = listens.count;
  const matrix = {
    users: listens.users,
    tracks: listens.tracks,
    user: new Int32Array(n),
    track: new Int32Array(n),
    plays: new Int32Array(n),
    skips: new Int32Array(n),
    msPlayed: new Float64Array(n),
    firstDay: new Int32Array(n),
    lastDay: new Int32Array(n),
  };
  let at = -1;
  for (const i of order) {
    const [user, track] = [listens.user[i] ?? 0, listens.track[i] ?? 0];
    const day = dayOf(listens.startedS[i] ?? 0);
    if (at < 0 || matrix.user[at] !== user || matrix.track[at] !== track) {
      at++;
      matrix.user[at] = user;
      matrix.track[at] = track;
      matrix.firstDay[at] = day;
      matrix.lastDay[at] = day;
    }
    const ms = listens.msPlayed[i] ?? NaN;
    matrix.plays[at] = (matrix.plays[at] ?? 0) + 1;
    matrix.skips[at] = (matrix.skips[at] ?? 0) + (listens.isSkip[i] ?? 0);
    if (ms === ms) matrix.msPlayed[at] = (matrix.msPlayed[at] ?? 0) + ms;
    if (day < (matrix.firstDay[at] ?? 0)) matrix.firstDay[at] = day;
    if (day > (matrix.lastDay[at] ?? 0)) matrix.lastDay[at] = day;
  }
  return { ...matrix, count: at + 1 };
}

/** The rows of silver_user_track_plays. */
export function userTrackPlays(matrix: Matrix): Rows {
  const { count, firstDay, lastDay } = matrix;
  const [first, last] = rangeOf(firstDay.subarray(0, count), lastDay.subarray(0, count));
  const values = datesBetween(first, last);
  return {
    count,
    columns: [
      { codes: matrix.user, values: matrix.users },
      { codes: matrix.track, values: matrix.tracks },
      { numbers: matrix.plays },
      { numbers: matrix.skips },
      { numbers: matrix.msPlayed },
      { codes: firstDay.map(day => day - first), values },
      { codes: lastDay.map(day => day - first), values },
    ],
  };
}

/** The least of `low` and the greatest of `high`. */
export function rangeOf(low: Int32Array, high: Int32Array): [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (const day of low) if (day < first) first = day;
  for (const day of high) if (day > last) last = day;
  return first > last ? [0, -1] : [first, last];
}
