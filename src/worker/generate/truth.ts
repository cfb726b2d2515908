import { resolve } from 'node:path';
import { CHARTS_ACCEPT, CHARTS_SHARE, TASTE_ACCEPT } from './choice.ts';
import { USER_SCENES } from './listeners.ts';
import { PLAYLIST_SHARE, RADIO_SHARE } from './listening.ts';
import { USER_PLAYLISTS } from './playlists.ts';
import { readState } from './state.ts';
import { genreBoostsOn, popularityOn } from './trends.ts';
import { affinityStep, dot } from './vectors.ts';
import { makeWorld, type World } from './world.ts';

/** The world behind a seed folder, made again from the options in its state. Throws `not_found` where there is none. */
export const readWorld = (seedFolder: string): World => makeWorld(readState(resolve(seedFolder)).options);

/** Distinct songs that a listener has played, with how often; songs and users count from 0. */
export type Heard = (user: number) => ReadonlyMap<number, number>;

/**
 * What a recommender could know at best: the expected share of each song among a listener's next discoveries on `day`,
 * from the true taste, the day's popularity, the listener's playlists and what the followed people play. Only chance
 * is left out of it. Synthetic: it describes the generator.
 */
export class TrueTaste {
  private readonly world: World;
  private readonly popularity: Float64Array;
  private readonly genreBoost: Float64Array;
  private readonly sceneTotals: Float64Array;
  private readonly day: number;
  private readonly heard: Heard;

  constructor(world: World, day: number, heard: Heard) {
    this.world = world;
    this.day = day;
    this.heard = heard;
    this.popularity = new Float64Array(world.catalogue.songs);
    this.genreBoost = new Float64Array(world.options.genres);
    popularityOn(day, world.catalogue, world.trends, world.calendar.days, this.popularity);
    genreBoostsOn(day, world.trends, this.genreBoost);
    this.sceneTotals = new Float64Array(world.scenes.count);
    world.catalogue.songScene.forEach((scene, song) => {
      this.sceneTotals[scene] = (this.sceneTotals[scene] ?? 0) + (this.popularity[song] ?? 0);
    });
  }

  /** Writes a score for every song into `scores` (length songs); song i has the track id i + 1, user u the id u + 1. */
  score(user: number, scores: Float64Array): void {
    scores.fill(0);
    const { follows, playlists } = this.world;
    const lists = playlists.ofUser.subarray(user * USER_PLAYLISTS, (user + 1) * USER_PLAYLISTS).filter(p => p >= 0);
    const hasFriends = (follows.starts[user + 1] ?? 0) > (follows.starts[user] ?? 0);
    const library = (this.world.listeners.libraryShare[user] ?? 0) / 256;
    const outside = 1 - library;
    const playlist = lists.length > 0 ? outside * PLAYLIST_SHARE : 0;
    const search = outside * (1 - PLAYLIST_SHARE - RADIO_SHARE);
    const friends = hasFriends ? search * (1 - CHARTS_SHARE) : 0;
    const charts = search * CHARTS_SHARE;
    this.addRadio(user, outside - playlist - charts - friends, scores);
    this.addCharts(user, charts, scores);
    this.addPlaylists(lists, playlist, scores);
    this.addFriends(user, friends, scores);
  }

  private addRadio(user: number, share: number, scores: Float64Array): void {
    const { listeners, scenes, catalogue } = this.world;
    const sceneShares = new Float64Array(USER_SCENES);
    let before = 0;
    let total = 0;
    for (let i = 0; i < USER_SCENES; i += 1) {
      const scene = listeners.scenes[user * USER_SCENES + i] ?? -1;
      if (scene < 0) break;
      const until = listeners.sceneShare[user * USER_SCENES + i] ?? 0;
      const boosted = (until - before) * (this.genreBoost[scenes.genre[scene] ?? 0] ?? 1);
      before = until;
      if ((this.sceneTotals[scene] ?? 0) > 0) total += sceneShares[i] = boosted;
    }
    sceneShares.forEach((sceneShare, i) => {
      if (sceneShare === 0) return;
      const scene = listeners.scenes[user * USER_SCENES + i] ?? 0;
      const songs = catalogue.sceneSongs.subarray(
        catalogue.sceneStarts[scene] ?? 0,
        catalogue.sceneStarts[scene + 1] ?? 0,
      );
      this.spread(user, songs, TASTE_ACCEPT, (share * sceneShare) / total, scores);
    });
  }

  private addCharts(user: number, share: number, scores: Float64Array): void {
    this.spread(user, this.world.catalogue.sceneSongs, CHARTS_ACCEPT, share, scores);
  }

  /** Shares `amount` out over songs by popularity times the chance of being taken. */
  private spread(user: number, songs: Int32Array, accept: Uint32Array, amount: number, scores: Float64Array): void {
    const { listeners, catalogue } = this.world;
    const pull = new Float64Array(songs.length);
    let sum = 0;
    songs.forEach((song, i) => {
      const step = affinityStep(dot(listeners.vectors, user, catalogue.vectors, song));
      sum += pull[i] = (this.popularity[song] as number) * (accept[step] as number);
    });
    if (sum === 0) return;
    songs.forEach((song, i) => {
      scores[song] = (scores[song] as number) + (amount * (pull[i] as number)) / sum;
    });
  }

  private addPlaylists(lists: Int32Array, share: number, scores: Float64Array): void {
    const { playlists } = this.world;
    for (const p of lists) {
      const from = playlists.starts[p] ?? 0;
      let to = from;
      while (to < (playlists.starts[p + 1] ?? 0) && (playlists.added[to] ?? 0) <= this.day * 86_400) to += 1;
      for (let i = from; i < to; i += 1) {
        const song = playlists.song[i] ?? 0;
        scores[song] = (scores[song] ?? 0) + share / lists.length / (to - from);
      }
    }
  }

  private addFriends(user: number, share: number, scores: Float64Array): void {
    const { follows } = this.world;
    const from = follows.starts[user] ?? 0;
    const to = follows.starts[user + 1] ?? from;
    for (let i = from; i < to; i += 1) {
      const plays = this.heard(follows.followee[i] ?? 0);
      let sum = 0;
      for (const count of plays.values()) sum += count;
      for (const [song, count] of plays) scores[song] = (scores[song] ?? 0) + (share * count) / sum / (to - from);
    }
  }
}
