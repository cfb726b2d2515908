import type { Rows } from './columns.ts';
import type { Labels } from './labels.ts';
import type { Weekly } from './weekly.ts';

/** The rows of gold_genre_popularity_by_week. */
export function genrePopularityByWeek(weekly: Weekly, { genre, genres }: Labels): Rows {
  const size = weekly.weeks.length * genres.length;
  const [plays, skips, tracks] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  const ms = new Float64Array(size);
  for (let r = 0; r < weekly.count; r++) {
    const code = genre[weekly.track[r] ?? 0] ?? -1;
    if (code < 0) continue;
    const cell = (weekly.week[r] ?? 0) * genres.length + code;
    plays[cell] = (plays[cell] ?? 0) + (weekly.plays[r] ?? 0);
    skips[cell] = (skips[cell] ?? 0) + (weekly.skips[r] ?? 0);
    tracks[cell] = (tracks[cell] ?? 0) + 1;
    ms[cell] = (ms[cell] ?? 0) + (weekly.msPlayed[r] ?? 0);
  }
  const [share, rank] = [new Float64Array(size), new Int32Array(size)];
  for (let from = 0; from < size; from += genres.length) {
    const week = plays.subarray(from, from + genres.length);
    const all = week.reduce((sum, n) => sum + n, 0);
    const order = [...week.keys()].sort((a, b) => (week[b] ?? 0) - (week[a] ?? 0) || a - b);
    order.forEach((code, place) => {
      share[from + code] = (week[code] ?? 0) / all;
      rank[from + code] = place + 1;
    });
  }
  const cells = Int32Array.from(plays.keys()).filter(cell => (plays[cell] ?? 0) > 0);
  const at = (column: Int32Array | Float64Array): Float64Array => Float64Array.from(cells, cell => column[cell] ?? 0);
  return {
    count: cells.length,
    columns: [
      { codes: cells.map(cell => Math.floor(cell / genres.length)), values: weekly.weeks },
      { codes: cells.map(cell => cell % genres.length), values: genres },
      ...[plays, skips, tracks, ms, share, rank].map(column => ({ numbers: at(column) })),
    ],
  };
}
