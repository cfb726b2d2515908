import { AliasTables } from './alias.ts';
import { sceneTables } from './catalogue.ts';
import { exp } from './exact-math.ts';
import { Libraries } from './libraries.ts';
import { USER_SCENES } from './listeners.ts';
import { USER_PLAYLISTS } from './playlists.ts';
import type { Rng } from './random.ts';
import { genreBoostsOn, popularityOn } from './trends.ts';
import { affinityOfStep, AFFINITY_STEPS, affinityStep, dot } from './vectors.ts';
import type { World } from './world.ts';

/** How strongly taste decides within a scene, and in the charts: an offer is taken with e^(β·(affinity − enough)), at most 1. */
export const TASTE = { beta: 6, enough: 0.75 };
export const CHARTS = { beta: 2, enough: 0.5 };
/** After so many refused offers the next one is taken. */
export const MOST_OFFERS = 16;
/** The share of searches that follow the charts; the others follow people. */
export const CHARTS_SHARE = 0.5;
/** The largest genre boost that a scene's share can be raised by. */
export const BOOST_CAP = 3.5;

/** Of 2^32, by affinity step. */
export const TASTE_ACCEPT = acceptTable(TASTE);
export const CHARTS_ACCEPT = acceptTable(CHARTS);

function acceptTable({ beta, enough }: { beta: number; enough: number }): Uint32Array {
  return Uint32Array.from({ length: AFFINITY_STEPS }, (_, step) =>
    Math.floor(4294967295 * Math.min(1, exp(beta * (affinityOfStep(step) - enough)))),
  );
}

/** How listeners find the next song, on one day after another. Songs are −1 where a way leads nowhere. */
export class Choice {
  readonly libraries: Libraries;
  private readonly world: World;
  private readonly rng: Rng;
  private readonly tables: AliasTables;
  private readonly popularity: Float64Array;
  private readonly inScene: Float64Array;
  private readonly sceneTotals: Float64Array;
  private readonly genreBoost: Float64Array;
  private readonly charts: AliasTables;
  private readonly liveTracks: Int32Array;

  constructor(world: World, libraries: Libraries, rng: Rng) {
    this.world = world;
    this.libraries = libraries;
    this.rng = rng;
    this.tables = sceneTables(world.catalogue);
    this.popularity = new Float64Array(world.catalogue.songs);
    this.inScene = new Float64Array(world.catalogue.songs);
    this.sceneTotals = new Float64Array(world.scenes.count);
    this.genreBoost = new Float64Array(world.options.genres);
    this.charts = new AliasTables(Int32Array.of(0, world.scenes.count));
    this.liveTracks = new Int32Array(world.playlists.count);
  }

  /** Sets what is popular, which genres are in the news, and how far the playlists have grown. */
  startDay(day: number): void {
    const { catalogue, trends, calendar, scenes, playlists } = this.world;
    popularityOn(day, catalogue, trends, calendar.days, this.popularity);
    genreBoostsOn(day, trends, this.genreBoost);
    for (let i = 0; i < this.inScene.length; i += 1) {
      this.inScene[i] = this.popularity[catalogue.sceneSongs[i] as number] as number;
    }
    for (let s = 0; s < scenes.count; s += 1) {
      this.sceneTotals[s] = this.tables.build(s, this.inScene) * (this.genreBoost[scenes.genre[s] as number] as number);
    }
    this.charts.build(0, this.sceneTotals);
    for (let p = 0; p < playlists.count; p += 1) {
      const size = (playlists.starts[p + 1] as number) - (playlists.starts[p] as number);
      let live = this.liveTracks[p] as number;
      while (live < size && (playlists.added[(playlists.starts[p] as number) + live] as number) <= day * 86_400)
        live += 1;
      this.liveTracks[p] = live;
    }
  }

  /** One of the listener's scenes, by taste and by which genres are in the news; −1 where none has songs. */
  scene(user: number): number {
    const { listeners, scenes } = this.world;
    const at = user * USER_SCENES;
    for (let offers = 0; offers < MOST_OFFERS; offers += 1) {
      const x = this.rng.next32() >>> 16;
      let i = at;
      while ((listeners.sceneShare[i] as number) <= x) i += 1;
      const scene = listeners.scenes[i] as number;
      if ((this.sceneTotals[scene] as number) <= 0) continue;
      const boost = this.genreBoost[scenes.genre[scene] as number] as number;
      if (boost >= BOOST_CAP || this.rng.unit() * BOOST_CAP < boost) return scene;
    }
    return this.charted();
  }

  /** A song of the scene: by popularity, taken by taste. */
  fromScene(user: number, scene: number): number {
    return scene < 0 ? -1 : this.offer(user, scene, TASTE_ACCEPT);
  }

  /** A song of the charts: by popularity over all scenes, with a little taste. */
  fromCharts(user: number): number {
    return this.offer(user, -1, CHARTS_ACCEPT);
  }

  /** A favourite of someone whom the listener follows. */
  fromFriends(user: number, second: number): number {
    const { follows } = this.world;
    const from = follows.starts[user] as number;
    const count = (follows.starts[user + 1] as number) - from;
    if (count === 0) return -1;
    const at = from + this.rng.below(count);
    return (follows.at[at] as number) > second ? -1 : this.libraries.draw(follows.followee[at] as number, this.rng);
  }

  /** A playlist of the listener that has songs by now, or −1. */
  playlist(user: number): number {
    const { playlists } = this.world;
    const first = user * USER_PLAYLISTS;
    let known = 0;
    while (known < USER_PLAYLISTS && (playlists.ofUser[first + known] as number) >= 0) known += 1;
    if (known === 0) return -1;
    const p = playlists.ofUser[first + this.rng.below(known)] as number;
    return (this.liveTracks[p] as number) > 2 ? p : -1;
  }

  /** How many songs a playlist has by now. */
  tracksOf(playlist: number): number {
    return this.liveTracks[playlist] as number;
  }

  private charted(): number {
    return this.charts.draw(0, this.rng);
  }

  private offer(user: number, scene: number, accept: Uint32Array): number {
    const { listeners, catalogue } = this.world;
    let song = -1;
    for (let offers = 0; offers < MOST_OFFERS; offers += 1) {
      const from = scene < 0 ? this.charted() : scene;
      if ((this.sceneTotals[from] as number) <= 0) return -1;
      song = catalogue.sceneSongs[this.tables.draw(from, this.rng)] as number;
      const step = affinityStep(dot(listeners.vectors, user, catalogue.vectors, song));
      if (this.rng.next32() <= (accept[step] as number)) break;
    }
    return song;
  }
}
