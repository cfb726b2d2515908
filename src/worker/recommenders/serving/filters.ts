import { rowOf } from '../../matrix/csr.ts';
import { historyOf } from '../query-history.ts';
import type { Dataset, Id, Items, Query } from '../recommender.ts';

export interface Filters {
  /** Leave out what the listener has played or skipped before, or the seed track. Default true. */
  hideHeard?: boolean;
  /** At most this many tracks of one artist. */
  artistCap?: number;
  /** Only tracks released on this ISO date or later; tracks without a date are left out. */
  releasedFrom?: string;
  /** Only tracks released on this ISO date or earlier; tracks without a date are left out. */
  releasedTo?: string;
  /** Only tracks of these genres; none means all. */
  genres?: readonly string[];
  withoutTracks?: readonly Id[];
  withoutArtists?: readonly string[];
  /** False leaves explicit tracks out. Default true. */
  explicit?: boolean;
}

/** Writes -Infinity over the scores of all tracks that must not be recommended. `never`: what the listener ruled out. */
export function maskFiltered(
  scores: Float32Array,
  query: Query,
  filters: Filters,
  never: Iterable<number>,
  dataset: Dataset,
): void {
  const { items } = dataset;
  const hide = (item: number): void => {
    scores[item] = -Infinity;
  };
  for (const item of never) hide(item);
  if (filters.hideHeard ?? true) {
    historyOf(query, dataset).items.forEach(hide);
    if (query.kind === 'user' && dataset.skips != null) rowOf(dataset.skips, query.user).indices.forEach(hide);
  }
  if (filters.releasedFrom !== undefined || filters.releasedTo !== undefined) {
    const from = filters.releasedFrom === undefined ? -Infinity : dayOf(filters.releasedFrom);
    const to = filters.releasedTo === undefined ? Infinity : dayOf(filters.releasedTo);
    for (let item = 0; item < scores.length; item += 1) {
      const day = items.releasedOn?.[item] ?? NaN;
      if (!(day >= from && day < to + 1)) hide(item);
    }
  }
  if (filters.explicit === false) items.explicit?.forEach((isExplicit, item) => isExplicit === 1 && hide(item));
  hideByName(items, filters, hide);
}

const dayOf = (isoDate: string): number => Date.parse(isoDate) / 86_400_000;

function hideByName(
  items: Items,
  { genres = [], withoutTracks = [], withoutArtists = [] }: Filters,
  hide: (item: number) => void,
): void {
  if (genres.length > 0) {
    const wanted = numbersOf(genres, items.genreNames);
    items.genre.forEach((genre, item) => !wanted.has(genre) && hide(item));
  }
  if (withoutArtists.length > 0) {
    const unwanted = numbersOf(withoutArtists, items.artistNames);
    items.artist.forEach((artist, item) => unwanted.has(artist) && hide(item));
  }
  if (withoutTracks.length > 0) {
    const unwanted = new Set(withoutTracks);
    items.ids.forEach((id, item) => unwanted.has(id) && hide(item));
  }
}

function numbersOf(names: readonly string[], all: readonly string[]): Set<number> {
  const wanted = new Set(names);
  return new Set([...all.keys()].filter(at => wanted.has(all[at] ?? '')));
}
