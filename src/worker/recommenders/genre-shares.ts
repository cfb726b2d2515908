import type { Items } from './recommender.ts';

/** Each genre's share among `tracks` whose genre is known. */
export function genreShares(tracks: ArrayLike<number>, items: Pick<Items, 'genre' | 'genreNames'>): Float64Array {
  const shares = new Float64Array(items.genreNames.length);
  let known = 0;
  for (let i = 0; i < tracks.length; i += 1) {
    const genre = items.genre[tracks[i] ?? -1] ?? -1;
    if (genre < 0) continue;
    shares[genre] = (shares[genre] ?? 0) + 1;
    known += 1;
  }
  return known === 0 ? shares : shares.map(count => count / known);
}
