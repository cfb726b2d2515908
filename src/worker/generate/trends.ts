import type { Catalogue } from './catalogue.ts';
import type { WorldOptions } from './options.ts';
import { stream } from './random.ts';

/** A song that nobody noticed for months, and then everybody. */
export interface SleeperHit {
  song: number;
  /** The day on which it begins to rise. */
  day: number;
  /** How many times its usual popularity it reaches three weeks later. */
  boost: number;
}

/** A festival, a film, an award: a genre that is listened to more for some days. */
export interface GenreEvent {
  genre: number;
  day: number;
  days: number;
  boost: number;
}

export interface Trends {
  readonly sleepers: readonly SleeperHit[];
  readonly genreEvents: readonly GenreEvent[];
  /** Slow drift of each song through the year: its popularity at the end against the start. */
  readonly drift: Float64Array;
}

const RISE_DAYS = 21;
const SLEEP_DAYS = 60;

/** Trends are laid out for the year and the two after it, which the weekly files reach into. */
export function makeTrends(options: WorldOptions, catalogue: Catalogue, yearDays: number): Trends {
  const rng = stream(options.seed, 'trends');
  const drift = Float64Array.from({ length: catalogue.songs }, () => 0.7 + 0.6 * rng.unit());
  const order = Array.from(catalogue.weight.keys()).sort(
    (a, b) => (catalogue.weight[b] ?? 0) - (catalogue.weight[a] ?? 0) || a - b,
  );
  const from = Math.floor(order.length * 0.08);
  const quiet = order.slice(from, Math.max(from + 1, Math.floor(order.length * 0.5)));
  const wanted = Math.max(1, Math.round(catalogue.songs / 400));
  const sleepers = new Map<number, SleeperHit>();
  for (let tries = 0; sleepers.size < wanted && tries < wanted * 20; tries += 1) {
    const song = rng.pick(quiet);
    const awake = Math.max(catalogue.releaseDay[song] ?? 0, 0) + SLEEP_DAYS;
    const day = awake + rng.below(yearDays * 2);
    if (!sleepers.has(song)) sleepers.set(song, { song, day, boost: 50 + rng.below(100) });
  }
  const genreEvents = Array.from({ length: 24 }, (_, i) => ({
    genre: rng.below(options.genres),
    day: Math.floor((i * yearDays) / 8) + rng.below(Math.floor(yearDays / 8)),
    days: 7 + rng.below(15),
    boost: 1.8 + 1.4 * rng.unit(),
  }));
  return { sleepers: [...sleepers.values()].sort((a, b) => a.day - b.day || a.song - b.song), genreEvents, drift };
}

/** Writes how popular each song is on a day into `popularity`; songs that aren't released get 0. */
export function popularityOn(
  day: number,
  catalogue: Catalogue,
  trends: Trends,
  yearDays: number,
  popularity: Float64Array,
): void {
  const { weight, releaseDay } = catalogue;
  const through = day / yearDays;
  for (let i = 0; i < weight.length; i += 1) {
    const age = day - (releaseDay[i] as number);
    if (age < 0) popularity[i] = 0;
    else popularity[i] = (weight[i] as number) * launch(age) * (1 + through * ((trends.drift[i] as number) - 1));
  }
  for (const { song, day: start, boost } of trends.sleepers) {
    if (day >= start) popularity[song] = (popularity[song] ?? 0) * surge(day - start, boost);
  }
}

/** A new song starts at seven times its later popularity and has calmed down after some months. */
const launch = (age: number): number => (age > 1000 ? 1 : 1 + 6 / (1 + age / 7));

/** Up in three weeks, then slowly down, but never back to where it was. */
function surge(since: number, boost: number): number {
  if (since < RISE_DAYS) {
    const t = since / RISE_DAYS;
    return 1 + (boost - 1) * t * t * (3 - 2 * t);
  }
  return 1 + (boost - 1) * (0.25 + 0.75 / (1 + (since - RISE_DAYS) / 40));
}

/** Writes into `boosts` how much more than usual each genre is listened to on a day; 1 is as usual. */
export function genreBoostsOn(day: number, trends: Trends, boosts: Float64Array): void {
  boosts.fill(1);
  for (const { genre, day: start, days, boost } of trends.genreEvents) {
    if (day < start || day >= start + days) continue;
    const middle = (days - 1) / 2;
    const height = 1 - Math.abs(day - start - middle) / (middle + 1);
    boosts[genre] = Math.max(boosts[genre] ?? 1, 1 + (boost - 1) * height);
  }
}
