import { DAY_SECONDS } from './calendar.ts';
import { sceneTables, type Catalogue } from './catalogue.ts';
import type { Follows } from './follows.ts';
import { GENRES } from './genres.ts';
import { USER_SCENES, type Listeners } from './listeners.ts';
import type { WorldOptions } from './options.ts';
import { stream, type Rng } from './random.ts';
import { MOODS, type Scenes } from './scenes.ts';
import { popularityOn, type Trends } from './trends.ts';
import { dot } from './vectors.ts';

/** How many playlists a listener plays at most: own ones, and those of people followed or of the same scene. */
export const USER_PLAYLISTS = 6;

/** Playlists as parallel arrays; playlist p has the id p + 1. */
export interface Playlists {
  readonly count: number;
  readonly owner: Int32Array;
  /** The scene that its tracks come from. */
  readonly scene: Int32Array;
  readonly theme: readonly string[];
  readonly created: Int32Array;
  /** Tracks of p: `starts[p] … starts[p + 1] − 1`, by position, which is the order in which they were added. */
  readonly starts: Int32Array;
  readonly song: Int32Array;
  readonly added: Int32Array;
  /** USER_PLAYLISTS for each listener, −1 where there are fewer. */
  readonly ofUser: Int32Array;
}

const PER_USER = 0.4;

/** A playlist has a theme (the genre or the mood of one of its owner's scenes) and songs that suit both. */
export function makePlaylists(
  options: WorldOptions,
  world: { scenes: Scenes; catalogue: Catalogue; trends: Trends; listeners: Listeners; follows: Follows },
  yearDays: number,
): Playlists {
  const rng = stream(options.seed, 'playlists');
  const { listeners, scenes } = world;
  const count = Math.max(1, Math.round(options.users * PER_USER));
  const owner = Int32Array.from({ length: count }, () => rng.below(listeners.count)).sort();
  const scene = owner.map(u => Math.max(0, listeners.scenes[u * USER_SCENES + rng.below(3)] ?? 0));
  const theme = Array.from(scene, s =>
    rng.chance(0.5) ? (GENRES[scenes.genre[s] ?? 0]?.name ?? 'pop') : (MOODS[scenes.mood[s] ?? 0] ?? 'party'),
  );
  const created = owner.map(u => {
    const since = listeners.signedUp[u] ?? 0;
    return since + rng.below(Math.max(1, Math.floor((yearDays * DAY_SECONDS - since) * 0.8)));
  });
  const tracks = chooseTracks(rng, world, { count, owner, scene, created }, yearDays);
  return { count, owner, scene, theme, created, ...tracks, ofUser: subscribe(rng, world, owner, scene) };
}

function chooseTracks(
  rng: Rng,
  { catalogue, trends, listeners }: { catalogue: Catalogue; trends: Trends; listeners: Listeners },
  lists: { count: number; owner: Int32Array; scene: Int32Array; created: Int32Array },
  yearDays: number,
) {
  const popularity = new Float64Array(catalogue.songs);
  popularityOn(yearDays - 1, catalogue, trends, yearDays, popularity);
  const tables = sceneTables(catalogue);
  const weights = Float64Array.from(catalogue.sceneSongs, song => Math.sqrt(popularity[song] ?? 0));
  const filled = Array.from({ length: tables.starts.length - 1 }, (_, s) => tables.build(s, weights) > 0);
  const starts = new Int32Array(lists.count + 1);
  const song: number[] = [];
  const added: number[] = [];
  for (let p = 0; p < lists.count; p += 1) {
    const u = lists.owner[p] ?? 0;
    const chosen = new Set<number>();
    const wanted = 12 + rng.below(40);
    for (let tries = 0; chosen.size < wanted && tries < wanted * 2; tries += 1) {
      const home = lists.scene[p] ?? 0;
      const aside = listeners.scenes[u * USER_SCENES + rng.below(3)] ?? -1;
      const from = aside >= 0 && rng.chance(0.3) ? aside : home;
      if (!filled[from]) continue;
      const first = catalogue.sceneSongs[tables.draw(from, rng)] ?? 0;
      const second = catalogue.sceneSongs[tables.draw(from, rng)] ?? 0;
      const firstIsNearer =
        dot(listeners.vectors, u, catalogue.vectors, first) >= dot(listeners.vectors, u, catalogue.vectors, second);
      chosen.add(firstIsNearer ? first : second);
    }
    const times = addTimes(rng, lists.created[p] ?? 0, chosen, catalogue, yearDays);
    for (const [track, time] of times) {
      song.push(track);
      added.push(time);
    }
    starts[p + 1] = song.length;
  }
  return { starts, song: Int32Array.from(song), added: Int32Array.from(added) };
}

/** Half of the songs on the first day, the others over the months; none before its release. */
function addTimes(
  rng: Rng,
  created: number,
  songs: Set<number>,
  catalogue: Catalogue,
  yearDays: number,
): [number, number][] {
  const end = yearDays * DAY_SECONDS;
  const times: [number, number][] = [];
  for (const song of songs) {
    const earliest = Math.max(created, (catalogue.releaseDay[song] ?? 0) * DAY_SECONDS);
    const time = earliest + (rng.chance(0.5) ? rng.below(1800) : rng.below(Math.max(1, end - earliest)));
    if (time < end) times.push([song, time]);
  }
  return times.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

function subscribe(
  rng: Rng,
  { listeners, follows }: { listeners: Listeners; follows: Follows },
  owner: Int32Array,
  scene: Int32Array,
): Int32Array {
  const owned: number[][] = [];
  const ofScene: number[][] = [];
  owner.forEach((u, p) => (owned[u] ??= []).push(p));
  scene.forEach((s, p) => (ofScene[s] ??= []).push(p));
  const ofUser = new Int32Array(listeners.count * USER_PLAYLISTS).fill(-1);
  for (let u = 0; u < listeners.count; u += 1) {
    const lists = new Set((owned[u] ?? []).slice(0, USER_PLAYLISTS));
    const wanted = Math.min(USER_PLAYLISTS, lists.size + 1 + rng.below(3));
    for (let tries = 0; lists.size < wanted && tries < 12; tries += 1) {
      const from = follows.starts[u] ?? 0;
      const friends = (follows.starts[u + 1] ?? 0) - from;
      const friend = friends > 0 && rng.chance(0.5) ? (follows.followee[from + rng.below(friends)] ?? u) : u;
      const near = listeners.scenes[u * USER_SCENES + rng.below(3)] ?? 0;
      const candidates = friend === u ? (ofScene[near] ?? []) : (owned[friend] ?? []);
      if (candidates.length > 0) lists.add(rng.pick(candidates));
    }
    [...lists].forEach((p, i) => (ofUser[u * USER_PLAYLISTS + i] = p));
  }
  return ofUser;
}
