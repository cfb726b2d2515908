import type Database from 'better-sqlite3';
import { stableOrder, type Rows, type Value } from './columns.ts';
import type { Labels } from './labels.ts';
import type { Matrix } from './matrix.ts';

/** The rows of silver_user_artists. */
export const userArtists = (matrix: Matrix, { artist, artists }: Labels): Rows => byLabel(matrix, artist, artists);

/** The rows of silver_user_genres. */
export const userGenres = (matrix: Matrix, { genre, genres }: Labels): Rows => byLabel(matrix, genre, genres);

/** Sums of plays by user and a label of the track; tracks without one are left out. */
function byLabel(matrix: Matrix, label: Int32Array, values: readonly Value[]): Rows {
  const { count, user, track } = matrix;
  const labels = track.subarray(0, count).map(code => (label[code] ?? -1) + 1);
  const order = stableOrder(user.subarray(0, count), matrix.users.length, stableOrder(labels, values.length + 1));
  const rows = {
    user: new Int32Array(count),
    label: new Int32Array(count),
    plays: new Int32Array(count),
    skips: new Int32Array(count),
    ms: new Float64Array(count),
  };
  let at = -1;
  for (const i of order) {
    const code = (labels[i] ?? 0) - 1;
    if (code < 0) continue;
    if (at < 0 || rows.user[at] !== user[i] || rows.label[at] !== code) {
      at++;
      rows.user[at] = user[i] ?? 0;
      rows.label[at] = code;
    }
    rows.plays[at] = (rows.plays[at] ?? 0) + (matrix.plays[i] ?? 0);
    rows.skips[at] = (rows.skips[at] ?? 0) + (matrix.skips[i] ?? 0);
    rows.ms[at] = (rows.ms[at] ?? 0) + (matrix.msPlayed[i] ?? 0);
  }
  return {
    count: at + 1,
    columns: [
      { codes: rows.user, values: matrix.users },
      { codes: rows.label, values },
      { numbers: rows.plays },
      { numbers: rows.skips },
      { numbers: rows.ms },
    ],
  };
}

const FEATURES = ['tempo', 'danceability', 'energy', 'valence', 'acousticness', 'instrumentalness', 'loudness'];

/** The rows of silver_user_features. */
export function userFeatures(db: Database.Database, matrix: Matrix): Rows {
  const features = readFeatures(db, matrix.tracks);
  const sums = [new Float64Array(matrix.users.length), ...FEATURES.map(() => new Float64Array(matrix.users.length))];
  for (let i = 0; i < matrix.count; i++) {
    const [user, track, plays] = [matrix.user[i] ?? 0, matrix.track[i] ?? 0, matrix.plays[i] ?? 0];
    if (Number.isNaN(features[track * FEATURES.length])) continue;
    sums.forEach((sum, f) => {
      sum[user] = (sum[user] ?? 0) + plays * (f === 0 ? 1 : (features[track * FEATURES.length + f - 1] ?? 0));
    });
  }
  const users = Int32Array.from(matrix.users.keys()).filter(user => (sums[0]?.[user] ?? 0) > 0);
  return {
    count: users.length,
    columns: [
      { codes: users, values: matrix.users },
      ...sums.map(sum => ({ numbers: Float64Array.from(users, user => sum[user] ?? 0) })),
    ],
  };
}

/** Seven audio features a track, in thousandths; NaN where a track has not all of them. */
function readFeatures(db: Database.Database, tracks: readonly Value[]): Float64Array {
  const features = new Float64Array(tracks.length * FEATURES.length).fill(NaN);
  const codes = new Map(tracks.map((track, code) => [track, code]));
  const inThousandths = FEATURES.map(name => `cast(round(${name} * 1000) as integer)`).join(', ');
  const rows = db
    .prepare(`select track_id, ${inThousandths} from silver_dim_songs where ${FEATURES.join(' + ')} is not null`)
    .raw();
  for (const [track, ...values] of rows.iterate() as IterableIterator<[Value, ...number[]]>) {
    const code = codes.get(track);
    if (code !== undefined) features.set(values, code * FEATURES.length);
  }
  return features;
}
