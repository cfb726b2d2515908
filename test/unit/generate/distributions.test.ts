import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attainable, judge, topK } from '../../../src/worker/generate/attainable.ts';
import { generateSeed } from '../../../src/worker/generate/seed.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { readPlays, readTable, type Play } from './read-world.ts';

const WORLD = { users: 2500, songs: 5000, events: 400_000, seed: 11 };
const DAY = 86_400;
const YEAR_BEGAN = Date.UTC(2024, 0, 1) / 1000;

describe('the generated world', () => {
  const out = mkdtempSync(join(tmpdir(), 'tracklake-generate-'));
  let plays: Play[] = [];
  let songs: Record<string, string>[] = [];
  let truth: {
    sleeper_hits: { track_id: number; starts_on: string }[];
    genre_events: { genre: string; starts_on: string; days: number; boost: number }[];
  };
  beforeAll(async () => {
    await generateSeed({ ...WORLD, out }, quietContext());
    plays = readPlays(join(out, 'fact_listening_events_2024.csv'));
    songs = readTable(join(out, 'dim_songs.csv'));
    truth = JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as typeof truth;
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  const dayOf = (play: Play) => Math.floor((play.second - YEAR_BEGAN) / DAY);
  const genreOf = (track: number) => songs[track - 1]?.['genre'] ?? '';

  it('has a heavy tail: plays by rank fall like a power law', () => {
    const ranked = [...counted(plays, play => play.track).values()].sort((a, b) => b - a);
    const slope = (from: number, to: number) =>
      Math.log((ranked[to - 1] ?? 1) / (ranked[from - 1] ?? 1)) / Math.log(to / from);
    expect(slope(10, 1000)).toBeGreaterThan(-1.3);
    expect(slope(10, 1000)).toBeLessThan(-0.55);
    expect(slope(100, 3000)).toBeLessThan(-0.6);
  });

  it('grows from week to week, by one per cent or two', () => {
    const weeks = counted(plays, play => Math.floor(dayOf(play) / 7));
    const growth = Array.from({ length: 51 }, (_, w) => (weeks.get(w + 1) ?? 0) / (weeks.get(w) ?? 1) - 1);
    const mean = growth.reduce((sum, g) => sum + g, 0) / growth.length;
    expect(mean).toBeGreaterThan(0.005);
    expect(mean).toBeLessThan(0.025);
    expect(growth.filter(g => g < 0).length).toBeGreaterThan(3);
  });

  it('listens more on Fridays than on Mondays, in the evening than at night, in December than in July', () => {
    const weekdays = counted(plays, play => new Date(play.at).getUTCDay());
    const hours = counted(plays, play => Number(play.at.slice(11, 13)));
    const months = counted(plays, play => play.at.slice(5, 7));
    expect(weekdays.get(5) ?? 0).toBeGreaterThan((weekdays.get(1) ?? 0) * 1.08);
    expect(hours.get(18) ?? 0).toBeGreaterThan((hours.get(3) ?? 0) * 5);
    expect(months.get('12') ?? 0).toBeGreaterThan((months.get('07') ?? 0) * 1.2);
  });

  it('has sleeper hits: hardly played before their day, many times as often after it', () => {
    const hits = truth.sleeper_hits.filter(hit => hit.starts_on < '2024-10-15');
    expect(hits.length).toBeGreaterThan(1);
    const rises = hits.map(hit => {
      const start = Date.parse(hit.starts_on) / 1000;
      const own = plays.filter(play => play.track === hit.track_id);
      const before = own.filter(play => play.second < start && play.second >= start - 45 * DAY).length / 45;
      const after = own.filter(play => play.second >= start + 15 * DAY && play.second < start + 60 * DAY).length / 45;
      return (after + 0.02) / (before + 0.02);
    });
    expect(rises.sort((a, b) => a - b)[rises.length >> 1]).toBeGreaterThan(10);
  });

  it('has genre events that can be seen in the genre’s share', () => {
    const lifts = truth.genre_events
      .filter(event => event.starts_on < '2024-12-01')
      .map(event => {
        const from = (Date.parse(event.starts_on) / 1000 - YEAR_BEGAN) / DAY;
        const share = (a: number, b: number) => {
          const within = plays.filter(play => dayOf(play) >= a && dayOf(play) < b);
          return within.filter(play => genreOf(play.track) === event.genre).length / within.length;
        };
        return share(from, from + event.days) / share(from - 28, from);
      });
    expect(lifts.filter(lift => lift > 1.1).length / lifts.length).toBeGreaterThan(0.6);
  });

  it('releases songs through the year, and new ones are found most when they are new', () => {
    const fresh = songs.filter(
      song => (song['released_on'] ?? '') >= '2024-01-01' && (song['released_on'] ?? '') < '2024-09-01',
    );
    expect(fresh.length / songs.length).toBeGreaterThan(0.08);
    const released = new Map(
      fresh.map(song => [Number(song['track_id']), Date.parse(song['released_on'] ?? '') / 1000]),
    );
    let young = 0;
    let old = 0;
    for (const play of plays.filter(({ context }) => context === 'radio' || context === 'search')) {
      const age = (play.second - (released.get(play.track) ?? NaN)) / DAY;
      if (age < 21) young += 1;
      else if (age >= 60 && age < 81) old += 1;
    }
    expect(young).toBeGreaterThan(old * 1.4);
  });

  it('has cold listeners: a tenth or so with fewer than five plays', () => {
    const byUser = counted(plays, play => play.user);
    const cold = Array.from({ length: WORLD.users }, (_, u) => byUser.get(u + 1) ?? 0).filter(
      count => count < 5,
    ).length;
    expect(cold / WORLD.users).toBeGreaterThan(0.05);
    expect(cold / WORLD.users).toBeLessThan(0.25);
  });

  it('has taste: a listener’s favourite genre in spring is the favourite again in autumn, far beyond its share', () => {
    const spring = favourites(plays.filter(play => dayOf(play) < 120));
    const autumn = plays.filter(play => dayOf(play) >= 240);
    const overall = counted(autumn, play => genreOf(play.track));
    let own = 0;
    let expected = 0;
    for (const play of autumn) {
      const favourite = spring.get(play.user);
      if (favourite === undefined) continue;
      own += genreOf(play.track) === favourite ? 1 : 0;
      expected += (overall.get(favourite) ?? 0) / autumn.length;
    }
    expect(own / expected).toBeGreaterThan(2.5);
  });

  const favourites = (some: Play[]): Map<number, string> => {
    const byUser = new Map<number, Map<string, number>>();
    for (const play of some) {
      const genres = byUser.get(play.user) ?? new Map<string, number>();
      byUser.set(play.user, genres.set(genreOf(play.track), (genres.get(genreOf(play.track)) ?? 0) + 1));
    }
    return new Map([...byUser].map(([user, genres]) => [user, [...genres].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '']));
  };

  it('skips what is far from one’s taste: on the radio more than in the own library', () => {
    const share = (context: string) => {
      const some = plays.filter(play => play.context === context);
      return some.filter(play => play.skipped === 1).length / some.length;
    };
    expect(share('radio')).toBeGreaterThan(share('library') * 1.8);
    expect(share('search')).toBeGreaterThan(share('radio'));
  });

  it('has audio features that follow genre', () => {
    const mean = (genre: string, feature: string) => {
      const of = songs.filter(song => song['genre'] === genre);
      return of.reduce((sum, song) => sum + Number(song[feature]), 0) / of.length;
    };
    expect(mean('metal', 'energy')).toBeGreaterThan(mean('ambient', 'energy') + 0.4);
    expect(mean('classical', 'acousticness')).toBeGreaterThan(mean('techno', 'acousticness') + 0.5);
    expect(mean('drum and bass', 'tempo')).toBeGreaterThan(mean('hip hop', 'tempo') + 40);
  });

  it('follows by taste: people share favourites with those whom they follow', () => {
    const favourite = favourites(plays);
    const follows = readTable(join(out, 'graph_user_follows.csv'));
    const same = (a: string | undefined, b: string | undefined) =>
      favourite.has(Number(a)) && favourite.get(Number(a)) === favourite.get(Number(b)) ? 1 : 0;
    let friends = 0;
    let strangers = 0;
    follows.forEach(({ follower_id, followee_id }, i) => {
      friends += same(follower_id, followee_id);
      strangers += same(follower_id, follows[(i + 997) % follows.length]?.['followee_id']);
    });
    expect(friends / strangers).toBeGreaterThan(2);
  });

  it('can be learned: the truth beats neighbours, and neighbours beat popularity', async () => {
    const best = await attainable(out, { every: 5 });
    const { neighbours, popular } = rankByHand(plays);
    expect(best.synthetic).toBe(true);
    expect(best.users).toBeGreaterThan(200);
    expect(neighbours).toBeGreaterThan(popular * 1.25);
    expect(best.ndcg).toBeGreaterThan(neighbours * 1.25);
  });
});

function counted<K>(plays: readonly Play[], key: (play: Play) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const play of plays) counts.set(key(play), (counts.get(key(play)) ?? 0) + 1);
  return counts;
}

/** NDCG@10 of item neighbours (cosine) and of popularity over the last 28 days, by plain loops. */
function rankByHand(plays: readonly Play[]): { neighbours: number; popular: number } {
  const heard = new Map<number, Set<number>>();
  const found = new Map<number, Set<number>>();
  const fans: number[][] = Array.from({ length: WORLD.songs }, () => []);
  for (const { user, track, at } of plays) {
    if (heard.get(user)?.has(track - 1) === true) continue;
    const into = at < '2024-12-04' ? heard : found;
    const known = into.get(user) ?? new Set<number>();
    if (into === heard && !known.has(track - 1)) fans[track - 1]?.push(user);
    into.set(user, known.add(track - 1));
  }
  const sums = { neighbours: 0, popular: 0 };
  let users = 0;
  for (const [user, relevant] of found) {
    const own = heard.get(user);
    if (own === undefined || user % 5 !== 0) continue;
    const near = new Float64Array(WORLD.songs);
    for (const song of own) {
      for (const other of fans[song] ?? []) {
        const theirs = heard.get(other) ?? new Set<number>();
        const weight = 1 / Math.sqrt(theirs.size * (fans[song]?.length ?? 1));
        for (const candidate of theirs) near[candidate] = (near[candidate] ?? 0) + weight;
      }
    }
    const popular = Float64Array.from(fans, list => list.length);
    near.forEach((score, song) => (near[song] = score / Math.sqrt(1 + (popular[song] ?? 0))));
    for (const song of own) near[song] = popular[song] = -1;
    sums.neighbours += judge(topK(near, 10), relevant, 10).ndcg;
    sums.popular += judge(topK(popular, 10), relevant, 10).ndcg;
    users += 1;
  }
  return { neighbours: sums.neighbours / users, popular: sums.popular / users };
}
