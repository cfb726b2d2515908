import { aliasTable } from './alias.ts';
import { CHRONOTYPE, DAY_SECONDS, HOUR_WEIGHT, MONTH_WEIGHT, WEEKDAY_WEIGHT } from './calendar.ts';
import { Choice, CHARTS_SHARE } from './choice.ts';
import { exp } from './exact-math.ts';
import type { Libraries } from './libraries.ts';
import { isThere } from './listeners.ts';
import { Plays } from './plays.ts';
import { stream, type Rng } from './random.ts';
import { TracklakeError } from '../../shared/errors.ts';
import { affinityOfStep, AFFINITY_STEPS, affinityStep, dot } from './vectors.ts';
import type { World } from './world.ts';

const LIBRARY = 0;
const PLAYLIST = 1;
const RADIO = 2;
const SEARCH = 3;

/** Of sessions outside the library: playlists, then radio; the rest is search. */
export const PLAYLIST_SHARE = 0.28;
export const RADIO_SHARE = 0.46;

const MOST_TRACKS = 60;
/** Session lengths for a 12-bit draw: at least one track, and another one in 88 of 100 cases. */
const SESSION_TRACKS = sessionTracks(0.88);
const MEAN_TRACKS = SESSION_TRACKS.reduce((sum, n) => sum + n, 0) / SESSION_TRACKS.length;

function sessionTracks(another: number): Uint8Array {
  const table = new Uint8Array(4096);
  let left = 1;
  let n = 1;
  for (let i = 0; i < table.length; i += 1) {
    while (n < MOST_TRACKS && i / table.length >= 1 - left * another) {
      left *= another;
      n += 1;
    }
    table[i] = n;
  }
  return table;
}

/** Who doesn't like a song skips it; less so in the own library. */
const SKIP = skipTable(1);
const SKIP_IN_LIBRARY = skipTable(0.35);

function skipTable(factor: number): Uint32Array {
  return Uint32Array.from({ length: AFFINITY_STEPS }, (_, step) => {
    const chance = 1 / (1 + exp(5.5 * (affinityOfStep(step) - 0.3)));
    return Math.floor(4294967295 * factor * (0.04 + 0.8 * chance));
  });
}

/**
 * Plays the world's days one after another. A day's plays depend on the world, the days before and the seed alone.
 * One listener's plays never overlap.
 */
export class Listening {
  readonly plays = new Plays();
  private readonly world: World;
  private readonly choice: Choice;
  private readonly drawUser: (rng: Rng) => number;
  private readonly freeFrom: Int32Array;
  private readonly rng: Rng;
  private readonly starts = HOUR_WEIGHT.map(hours => aliasTable(hours));
  /** Tracks beyond `limit` (seconds since the year began) are never played. */
  private limit = Infinity;

  constructor(world: World, libraries: Libraries, freeFrom: Int32Array, fromDay: number) {
    this.world = world;
    this.rng = stream(world.options.seed, 'listening', fromDay);
    this.choice = new Choice(world, libraries, this.rng);
    this.drawUser = aliasTable(world.listeners.activity);
    this.freeFrom = freeFrom;
  }

  /**
   * Adds about `wanted` plays that start on `day`, and never more than `most`; sessions are finished even past midnight.
   * With `exactly`, it adds `wanted` plays and none of them begins after the day. Returns how many it added.
   */
  playDay(day: number, wanted: number, most = Infinity, exactly = false): number {
    this.choice.startDay(day);
    this.limit = exactly ? (day + 1) * DAY_SECONDS : Infinity;
    const before = this.plays.count;
    const end = before + wanted;
    const stop = before + (exactly ? wanted : most);
    for (let round = 0; this.plays.count < end && (exactly || round === 0); round += 1) {
      if (round === 200) throw tooMany(day);
      const sessions = (end - this.plays.count) / MEAN_TRACKS;
      const count = exactly ? Math.ceil(sessions) : Math.floor(sessions + this.rng.unit());
      for (const start of this.sessionStarts(day, count)) {
        if (this.plays.count >= stop) break;
        this.playSession(day, start, stop);
      }
    }
    return this.plays.count - before;
  }

  private sessionStarts(day: number, count: number): Int32Array {
    const hour = this.starts[this.world.calendar.weekday(day) < 5 ? 0 : 1];
    if (hour === undefined) throw new RangeError('no hours for this weekday');
    const starts = new Int32Array(count);
    for (let i = 0; i < count; i += 1) starts[i] = hour(this.rng) * 3600 + this.rng.below(3600);
    return starts.sort();
  }

  private playSession(day: number, startOfSession: number, stop: number): void {
    const { rng, choice, plays } = this;
    const midnight = day * DAY_SECONDS;
    const user = this.whoListens(day, midnight + startOfSession);
    if (user < 0) return;
    let second = Math.max(midnight + startOfSession, this.freeFrom[user] as number);
    const context = this.context(user);
    const playlist = context === PLAYLIST ? choice.playlist(user) : -1;
    const way = context === PLAYLIST && playlist < 0 ? RADIO : context;
    const shuffled = rng.chance(0.4);
    let position = playlist < 0 ? 0 : rng.below(choice.tracksOf(playlist));
    let scene = choice.scene(user);
    let last = -1;
    for (let n = SESSION_TRACKS[rng.next32() >>> 20] as number; n > 0 && plays.count < stop; n -= 1) {
      if (second >= this.limit) break;
      let song = -1;
      if (way === PLAYLIST) {
        position = shuffled ? rng.below(choice.tracksOf(playlist)) : (position + 1) % choice.tracksOf(playlist);
        song = this.world.playlists.song[(this.world.playlists.starts[playlist] as number) + position] as number;
      } else if (way === LIBRARY) song = choice.libraries.draw(user, rng);
      else if (way === SEARCH)
        song = rng.chance(CHARTS_SHARE) ? choice.fromCharts(user) : choice.fromFriends(user, second);
      const found = song >= 0 && song !== last;
      if (!found) {
        if (rng.chance(0.3)) scene = choice.scene(user);
        song = choice.fromScene(user, scene);
        if (song === last) song = choice.fromCharts(user);
        if (song < 0) return;
      }
      second = this.play(day, second, user, song, found || way === RADIO ? way : RADIO, found ? playlist : -1);
      last = song;
    }
    this.freeFrom[user] = second;
  }

  /** Adds the play; returns when the next one may begin. */
  private play(day: number, second: number, user: number, song: number, context: number, playlist: number): number {
    const { rng } = this;
    const { listeners, catalogue } = this.world;
    const step = affinityStep(dot(listeners.vectors, user, catalogue.vectors, song));
    const skipped = rng.next32() <= ((context === LIBRARY ? SKIP_IN_LIBRARY : SKIP)[step] as number);
    const duration = catalogue.durationMs[song] as number;
    let ms = duration;
    if (skipped) ms = Math.floor(duration * (0.02 + 0.4 * rng.unit()));
    else if (rng.chance(0.12)) ms = Math.floor(duration * (0.6 + 0.4 * rng.unit()));
    this.plays.add(second - day * DAY_SECONDS, user, song, ms, skipped ? 1 : 0, context, playlist);
    if (!skipped && rng.next32() <= (KEEP[step] as number)) this.choice.libraries.love(user, song, rng);
    return second + Math.ceil(ms / 1000) + rng.below(4);
  }

  private context(user: number): number {
    const x = this.rng.next32() >>> 24;
    if (x < (this.world.listeners.libraryShare[user] as number)) {
      return (this.choice.libraries.sizes[user] as number) > 2 ? LIBRARY : RADIO;
    }
    const y = this.rng.unit();
    if (y < PLAYLIST_SHARE) return PLAYLIST;
    return y < PLAYLIST_SHARE + RADIO_SHARE ? RADIO : SEARCH;
  }

  /** By activity, among those who are there, awake and not already listening. */
  private whoListens(day: number, second: number): number {
    const { listeners } = this.world;
    const hour = Math.floor((second - day * DAY_SECONDS) / 3600);
    for (let tries = 0; tries < 64; tries += 1) {
      const user = this.drawUser(this.rng);
      if (!isThere(listeners, user, second, day) || (this.freeFrom[user] as number) > second) continue;
      const awake = CHRONOTYPE[listeners.chronotype[user] as 0 | 1 | 2][hour] as number;
      if (this.rng.chance(awake)) return user;
    }
    const from = this.rng.below(listeners.count);
    for (let i = 0; i < listeners.count; i += 1) {
      const user = (from + i) % listeners.count;
      if (isThere(listeners, user, second, day) && (this.freeFrom[user] as number) < (day + 1) * DAY_SECONDS)
        return user;
    }
    return -1;
  }
}

const KEEP = Uint32Array.from({ length: AFFINITY_STEPS }, (_, step) =>
  Math.floor(4294967295 * Math.min(0.9, Math.max(0.02, 0.15 + 0.9 * affinityOfStep(step)))),
);

function tooMany(day: number): TracklakeError {
  return new TracklakeError('bad_input', `too many events for these users: day ${day + 1} of the year is full`, {
    hint: 'ask for more users or fewer events',
  });
}

/** How much is listened on each of `days` days, from how many are there, the weekday and the season. */
export function dayWeights(world: World, days: number): Float64Array {
  const { listeners, calendar } = world;
  const change = new Float64Array(days + 1);
  const add = (day: number, amount: number) => {
    const at = Math.max(0, day);
    if (at < days) change[at] = (change[at] ?? 0) + amount;
  };
  for (let u = 0; u < listeners.count; u += 1) {
    const activity = listeners.activity[u] ?? 0;
    add(Math.ceil((listeners.signedUp[u] ?? 0) / DAY_SECONDS), activity);
    add(listeners.leftDay[u] ?? 0, -activity);
    add(listeners.backDay[u] ?? 0, activity);
  }
  const weights = new Float64Array(days);
  let there = 0;
  for (let day = 0; day < days; day += 1) {
    there += change[day] ?? 0;
    weights[day] =
      Math.max(1e-9, there) * (MONTH_WEIGHT[calendar.month(day)] ?? 1) * (WEEKDAY_WEIGHT[calendar.weekday(day)] ?? 1);
  }
  return weights;
}
