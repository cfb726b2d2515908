import { genreDivergence, spreadOf } from '../list-shape.ts';
import { listenersOf } from '../listeners.ts';
import type { Dataset } from '../recommender.ts';

/** What a list is like, apart from being right. Null where the data can't say. */
export interface ListMetrics {
  /** The model's scores of these tracks ÷ those of its best list. */
  score: number | null;
  /** Mean self-information of a track, -log2(its share of listeners), in bits. */
  novelty: number | null;
  /** Popularity of the list ÷ that of the history; 1 is no bias. */
  popularityBias: number | null;
  /** Mean distance of two tracks: 0 same artist, ½ same genre, 1 neither. */
  diversity: number | null;
  /** KL of the list's genres from the history's; 0 is perfectly calibrated. */
  calibration: number | null;
  artists: number;
  /** Median age of the tracks, in days at the end of the data. */
  ageDays: number | null;
}

/** @param base the model's own scores; @param best the list that they give when nothing else is asked */
export function listMetrics(
  list: readonly number[],
  { base, best, history }: { base: Float32Array; best: readonly number[]; history: Int32Array },
  dataset: Dataset,
): ListMetrics {
  const { items, plays, asOf } = dataset;
  const tracks = Int32Array.from(list);
  const listeners = listenersOf(dataset);
  const known = (of: ArrayLike<number>): number => mean(Array.from(of, item => listeners[item] ?? 0));
  const sum = (of: readonly number[]): number => of.reduce((total, item) => total + (base[item] ?? 0), 0);
  const ages = list.map(item => asOf - (items.releasedOn?.[item] ?? NaN)).filter(age => Number.isFinite(age));
  const some = list.length > 0;
  return {
    score: some && sum(best) > 0 ? sum(list) / sum(best) : null,
    novelty: some ? mean(list.map(item => Math.log2(plays.rows / Math.max(1, listeners[item] ?? 0)))) : null,
    popularityBias: some && history.length > 0 && known(history) > 0 ? known(list) / known(history) : null,
    diversity: list.length > 1 && items.artistNames.length > 0 ? spreadOf(tracks, dataset) : null,
    calibration:
      some && history.length > 0 && items.genreNames.length > 0 ? genreDivergence(tracks, history, dataset) : null,
    artists: new Set(list.map(item => items.artist[item] ?? -1)).size,
    ageDays: ages.length === 0 ? null : (ages.sort((a, b) => a - b)[ages.length >> 1] ?? null),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
