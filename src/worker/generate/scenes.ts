import { aliasTable } from './alias.ts';
import { GENRES } from './genres.ts';
import type { WorldOptions } from './options.ts';
import { stream } from './random.ts';
import { blend, direction, store, vectors, type Vectors } from './vectors.ts';

/**
 * Scenes are what listeners really follow: groups of artists close to each other in taste. Each lies in one genre and
 * one mood; scenes of different genres that share a mood are near each other, which no genre label tells.
 */
export interface Scenes {
  readonly count: number;
  readonly genre: Int32Array;
  readonly mood: Int32Array;
  readonly vectors: Vectors;
  /** Share of all artists, larger genres first. */
  readonly weight: Float64Array;
}

export const MOODS = [
  'late night',
  'sunrise',
  'focus',
  'road trip',
  'workout',
  'rainy day',
  'dinner',
  'party',
  'heartbreak',
  'nostalgia',
  'deep sleep',
  'protest',
] as const;

export function makeScenes(options: WorldOptions): Scenes {
  const rng = stream(options.seed, 'scenes');
  const genres = GENRES.slice(0, options.genres);
  const genreCentre = genres.map(() => direction(rng));
  const moodCentre = MOODS.map(() => direction(rng));
  const drawGenre = aliasTable(genres.map(genre => genre.weight));
  const count = Math.min(options.artists, Math.max(genres.length, Math.min(240, Math.round(options.artists / 10))));
  const scenes = {
    count,
    genre: new Int32Array(count),
    mood: new Int32Array(count),
    vectors: vectors(count),
    weight: new Float64Array(count),
  };
  const perGenre = new Int32Array(genres.length);
  for (let s = 0; s < count; s += 1) {
    const genre = s < genres.length ? s : drawGenre(rng);
    const mood = rng.below(MOODS.length);
    perGenre[genre] = (perGenre[genre] ?? 0) + 1;
    scenes.genre[s] = genre;
    scenes.mood[s] = mood;
    const centre = [genreCentre[genre], moodCentre[mood]] as [Float64Array, Float64Array];
    store(
      scenes.vectors,
      s,
      blend([
        [0.6, centre[0]],
        [0.85, centre[1]],
        [0.35, direction(rng)],
      ]),
    );
  }
  for (let s = 0; s < count; s += 1) {
    const genre = scenes.genre[s] ?? 0;
    scenes.weight[s] = ((genres[genre]?.weight ?? 1) / (perGenre[genre] ?? 1)) * (0.6 + 0.8 * rng.unit());
  }
  return scenes;
}
