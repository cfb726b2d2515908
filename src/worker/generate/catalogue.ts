import { AliasTables, aliasTable } from './alias.ts';
import type { Calendar } from './calendar.ts';
import { exp, pow } from './exact-math.ts';
import { GENRES } from './genres.ts';
import type { WorldOptions } from './options.ts';
import { stream, type Rng } from './random.ts';
import type { Scenes } from './scenes.ts';
import { blend, direction, load, store, vectors, type Vectors } from './vectors.ts';

/** Artists and songs as parallel arrays; song i has the track id i + 1, its artist a the artist id a + 1. */
export interface Catalogue {
  readonly artists: number;
  readonly songs: number;
  readonly artistScene: Int32Array;
  /** The genre on the label: the scene's, but for one artist in seven. */
  readonly artistGenre: Int32Array;
  readonly songArtist: Int32Array;
  readonly songScene: Int32Array;
  /** Counts the albums of an artist from 0; songs of an album are released together. */
  readonly songAlbum: Int32Array;
  /** The day of release, negative for songs older than the year. */
  readonly releaseDay: Int32Array;
  readonly durationMs: Int32Array;
  /** Popularity without trends: by rank r it falls like (r + 6)^−1.25. */
  readonly weight: Float64Array;
  readonly vectors: Vectors;
  /** The songs of each scene: scene s holds `sceneSongs[sceneStarts[s] … sceneStarts[s + 1] − 1]`. */
  readonly sceneStarts: Int32Array;
  readonly sceneSongs: Int32Array;
}

const CROSSOVER_SHARE = 0.15;
const NEW_SHARE = 0.2;
/** Songs announced in the year and released in the weeks after it, so that the weekly files bring news. */
const ANNOUNCED_SHARE = 0.02;
const ANNOUNCED_DAYS = 84;

export function makeCatalogue(options: WorldOptions, scenes: Scenes, calendar: Calendar): Catalogue {
  const { artists, songs, seed } = options;
  const rng = stream(seed, 'catalogue');
  const artistScene = placeArtists(artists, scenes, rng);
  const artistPopularity = Float64Array.from({ length: artists }, () => exp(1.15 * rng.gauss()));
  const artistVectors = vectors(artists);
  const artistGenre = new Int32Array(artists);
  for (let a = 0; a < artists; a += 1) {
    const scene = artistScene[a] ?? 0;
    artistGenre[a] = rng.chance(CROSSOVER_SHARE) ? rng.below(options.genres) : (scenes.genre[scene] ?? 0);
    store(
      artistVectors,
      a,
      blend([
        [1, load(scenes.vectors, scene)],
        [0.6, direction(rng)],
      ]),
    );
  }
  const songArtist = shareSongs(songs, artistPopularity, rng);
  const songScene = songArtist.map(a => artistScene[a] ?? 0);
  const songVectors = vectors(songs);
  const durationMs = new Int32Array(songs);
  const appeal = new Float64Array(songs);
  for (let i = 0; i < songs; i += 1) {
    const a = songArtist[i] ?? 0;
    store(
      songVectors,
      i,
      blend([
        [1, load(artistVectors, a)],
        [0.5, direction(rng)],
      ]),
    );
    durationMs[i] = 1000 * Math.max(62, Math.round(212 + 46 * rng.gauss())) + rng.below(1000);
    appeal[i] = (artistPopularity[a] ?? 1) * exp(0.9 * rng.gauss());
  }
  const { songAlbum, releaseDay } = releaseAlbums(songArtist, calendar.days, rng);
  releaseDay[0] = Math.min(releaseDay[0] ?? 0, -365); // so that there is always something to play
  return {
    artists,
    songs,
    artistScene,
    artistGenre,
    songArtist,
    songScene,
    songAlbum,
    releaseDay,
    durationMs,
    weight: zipf(appeal),
    vectors: songVectors,
    ...groupByScene(songScene, scenes.count),
  };
}

/** Every scene gets an artist before any gets a second one. */
function placeArtists(artists: number, scenes: Scenes, rng: Rng): Int32Array {
  const draw = aliasTable(scenes.weight);
  return Int32Array.from({ length: artists }, (_, a) => (a < scenes.count ? a : draw(rng)));
}

/** Each artist has a song; known artists have more of them. Songs of an artist are neighbours. */
function shareSongs(songs: number, popularity: Float64Array, rng: Rng): Int32Array {
  const draw = aliasTable(popularity.map(p => pow(p, 0.5)));
  const counts = new Int32Array(popularity.length).fill(1);
  for (let i = popularity.length; i < songs; i += 1) {
    const a = draw(rng);
    counts[a] = (counts[a] ?? 0) + 1;
  }
  const songArtist = new Int32Array(songs);
  let at = 0;
  counts.forEach((count, a) => {
    songArtist.fill(a, at, at + count);
    at += count;
  });
  return songArtist;
}

function releaseAlbums(songArtist: Int32Array, yearDays: number, rng: Rng) {
  const songs = songArtist.length;
  const songAlbum = new Int32Array(songs);
  const releaseDay = new Int32Array(songs);
  let album = -1;
  let left = 0;
  for (let i = 0; i < songs; i += 1) {
    if (i === 0 || songArtist[i] !== songArtist[i - 1]) {
      album = -1;
      left = 0;
    }
    if (left === 0) {
      album += 1;
      left = rng.chance(0.3) ? 1 : 6 + rng.below(9);
      releaseDay[i] = drawRelease(yearDays, rng);
    } else releaseDay[i] = releaseDay[i - 1] ?? 0;
    songAlbum[i] = album;
    left -= 1;
  }
  return { songAlbum, releaseDay };
}

function drawRelease(yearDays: number, rng: Rng): number {
  const kind = rng.unit();
  if (kind < ANNOUNCED_SHARE) return yearDays + rng.below(ANNOUNCED_DAYS);
  if (kind < ANNOUNCED_SHARE + NEW_SHARE) return rng.below(yearDays);
  const age = rng.unit();
  return -1 - Math.floor(age * age * 18_000); // up to some fifty years back, most of it recent
}

function zipf(appeal: Float64Array): Float64Array {
  const order = Array.from(appeal.keys()).sort((a, b) => (appeal[b] ?? 0) - (appeal[a] ?? 0) || a - b);
  const weight = new Float64Array(appeal.length);
  order.forEach((song, rank) => {
    weight[song] = pow(rank + 6, -1.25);
  });
  return weight;
}

function groupByScene(songScene: Int32Array, scenes: number) {
  const sceneStarts = new Int32Array(scenes + 1);
  for (const scene of songScene) sceneStarts[scene + 1] = (sceneStarts[scene + 1] ?? 0) + 1;
  for (let s = 0; s < scenes; s += 1) sceneStarts[s + 1] = (sceneStarts[s + 1] ?? 0) + (sceneStarts[s] ?? 0);
  const next = sceneStarts.slice(0, scenes);
  const sceneSongs = new Int32Array(songScene.length);
  songScene.forEach((scene, song) => {
    const at = next[scene] ?? 0;
    sceneSongs[at] = song;
    next[scene] = at + 1;
  });
  return { sceneStarts, sceneSongs };
}

/** Ready to be filled each day with what is popular within each scene. */
export const sceneTables = (catalogue: Catalogue): AliasTables => new AliasTables(catalogue.sceneStarts);

export const genreOfSong = (catalogue: Catalogue, song: number): string =>
  GENRES[catalogue.artistGenre[catalogue.songArtist[song] ?? 0] ?? 0]?.name ?? 'pop';
