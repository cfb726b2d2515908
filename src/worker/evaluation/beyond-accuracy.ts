import { columnCounts, rowOf } from '../matrix/csr.ts';
import { topK } from '../matrix/top-k.ts';
import { genreDivergence, spreadOf } from '../recommenders/list-shape.ts';
import type { Dataset } from '../recommenders/recommender.ts';
import { listOf, type RankedLists } from './rank-users.ts';

/** What lists are like, apart from being right. Fields are null where the data cannot say. */
export interface BeyondAccuracy {
  /** Share of the catalogue that stands in at least one list. */
  coverage: number;
  /** Gini index of how often each track is recommended: 0 all alike, 1 one track for all. */
  gini: number;
  /** Mean self-information of a recommended track, -log2(its share of listeners), in bits. */
  novelty: number;
  /** Mean popularity (listeners) of recommended tracks ÷ that of the tracks in the same users' histories; 1 is no bias. */
  popularity_bias: number;
  /** Mean distance of two tracks of a list: 0 same artist, ½ same genre, 1 neither. */
  diversity: number | null;
  /** Mean Kullback–Leibler divergence of a list's genres from its user's, smoothed by 0.01; 0 is perfectly calibrated. */
  calibration: number | null;
  /** Share of a list that was right and is not among the k most popular tracks. */
  serendipity: number;
}

export function beyondAccuracy(
  lists: RankedLists,
  k: number,
  dataset: Dataset,
  relevantOf: (u: number) => ReadonlySet<number>,
): BeyondAccuracy {
  const listeners = columnCounts(dataset.plays);
  const shown = new Int32Array(listeners.length);
  const obvious = new Set(topK(Float64Array.from(listeners), k));
  const knowsArtists = dataset.items.artistNames.length > 0;
  const knowsGenres = dataset.items.genreNames.length > 0;
  const totals = { bits: 0, slots: 0, ratio: 0, diversity: 0, calibration: 0, serendipity: 0, users: 0 };
  lists.users.forEach((user, u) => {
    const list = listOf(lists, u).subarray(0, k);
    const history = rowOf(dataset.plays, user).indices;
    if (list.length === 0 || history.length === 0) return;
    const relevant = relevantOf(u);
    let listed = 0;
    let surprises = 0;
    for (const item of list) {
      const count = listeners[item] ?? 0;
      shown[item] = (shown[item] ?? 0) + 1;
      totals.bits -= Math.log2(Math.max(count, 1) / dataset.plays.rows);
      listed += count;
      if (relevant.has(item) && !obvious.has(item)) surprises += 1;
    }
    let heard = 0;
    for (const item of history) heard += listeners[item] ?? 0;
    totals.slots += list.length;
    totals.ratio += listed / list.length / (heard / history.length);
    totals.serendipity += surprises / k;
    if (knowsArtists || knowsGenres) totals.diversity += spreadOf(list, dataset);
    if (knowsGenres) totals.calibration += genreDivergence(list, history, dataset);
    totals.users += 1;
  });
  const users = Math.max(1, totals.users);
  return {
    coverage: shown.reduce((seen, count) => seen + (count > 0 ? 1 : 0), 0) / Math.max(1, shown.length),
    gini: gini(shown),
    novelty: totals.bits / Math.max(1, totals.slots),
    popularity_bias: totals.ratio / users,
    diversity: knowsArtists || knowsGenres ? totals.diversity / users : null,
    calibration: knowsGenres ? totals.calibration / users : null,
    serendipity: totals.serendipity / users,
  };
}

export function gini(counts: Int32Array): number {
  const sorted = counts.slice().sort();
  let weighted = 0;
  let total = 0;
  sorted.forEach((count, at) => {
    weighted += (2 * (at + 1) - sorted.length - 1) * count;
    total += count;
  });
  return total === 0 ? 0 : weighted / (sorted.length * total);
}
