import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { TracklakeError } from '../../shared/errors.ts';
import { readState } from './state.ts';
import { TrueTaste } from './truth.ts';
import { makeWorld } from './world.ts';

export interface AttainableOptions {
  /** First day of the held-out period; 28 days before the year's end by default. */
  from?: string;
  /** Length of the held-out period in days; 28 by default. */
  days?: number;
  k?: number;
  /** Every n-th listener alone, for a quicker estimate. */
  every?: number;
}

export interface Attainable {
  /** Computed from the generator's own truth: says nothing about real listeners. */
  synthetic: true;
  from: string;
  until: string;
  k: number;
  users: number;
  ndcg: number;
  recall: number;
}

/**
 * The best ranking there is, by the true taste, for the plays of a held-out period: relevant are the songs that a
 * listener plays in it for the first time; songs played before are not ranked. Listeners without such plays, or without
 * plays before, don't count. NDCG and recall are means over listeners.
 */
export async function attainable(seedFolder: string, options: AttainableOptions = {}): Promise<Attainable> {
  const folder = resolve(seedFolder);
  const { options: made } = readState(folder);
  const world = makeWorld(made);
  const days = options.days ?? 28;
  const k = options.k ?? 10;
  const fromDay = options.from === undefined ? world.calendar.days - days : world.calendar.day(options.from);
  if (!(fromDay > 0 && fromDay < world.calendar.days)) {
    throw new TracklakeError('bad_input', `the held-out period must begin within ${made.year}, not on ${options.from}`);
  }
  const from = world.calendar.date(fromDay);
  const until = world.calendar.date(fromDay + days);
  const { heard, found } = await readPlays(join(folder, `fact_listening_events_${made.year}.csv`), from, until);
  const none = new Map<number, number>();
  const taste = new TrueTaste(world, fromDay + Math.floor(days / 2), user => heard.get(user) ?? none);
  const scores = new Float64Array(world.catalogue.songs);
  const result: Attainable = { synthetic: true, from, until, k, users: 0, ndcg: 0, recall: 0 };
  for (const [user, relevant] of found) {
    const before = heard.get(user);
    if (before === undefined || user >= world.listeners.count || user % (options.every ?? 1) !== 0) continue;
    taste.score(user, scores);
    for (const song of before.keys()) scores[song] = -1;
    const { ndcg, recall } = judge(topK(scores, k), relevant, k);
    result.users += 1;
    result.ndcg += ndcg;
    result.recall += recall;
  }
  result.ndcg /= Math.max(1, result.users);
  result.recall /= Math.max(1, result.users);
  return result;
}

/** What was heard before the period, and what was found in it, by user; both count from 0. */
async function readPlays(path: string, from: string, until: string) {
  const heard = new Map<number, Map<number, number>>();
  const found = new Map<number, Set<number>>();
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const [, user, track, playedAt = ''] = line.split(',', 4);
    const u = Number(user) - 1;
    const song = Number(track) - 1;
    if (!Number.isInteger(u) || !Number.isInteger(song) || playedAt >= until) continue;
    if (playedAt < from) {
      let plays = heard.get(u);
      if (plays === undefined) heard.set(u, (plays = new Map<number, number>()));
      plays.set(song, (plays.get(song) ?? 0) + 1);
    } else if (heard.get(u)?.has(song) !== true) {
      let songs = found.get(u);
      if (songs === undefined) found.set(u, (songs = new Set<number>()));
      songs.add(song);
    }
  }
  return { heard, found };
}

/** The positions of the k largest scores, larger first, ties by position. */
export function topK(scores: Float64Array, k: number): number[] {
  const top: number[] = [];
  for (let i = 0; i < scores.length; i += 1) {
    const score = scores[i] as number;
    if (top.length === k && score <= (scores[top[k - 1] as number] as number)) continue;
    let at = top.length;
    while (at > 0 && (scores[top[at - 1] as number] as number) < score) at -= 1;
    top.splice(at, 0, i);
    if (top.length > k) top.pop();
  }
  return top;
}

/** NDCG@k with binary relevance, and the share of the relevant songs that are among the k. */
export function judge(ranked: readonly number[], relevant: ReadonlySet<number>, k: number) {
  let gain = 0;
  let hits = 0;
  ranked.forEach((song, i) => {
    if (!relevant.has(song)) return;
    hits += 1;
    gain += 1 / Math.log2(i + 2);
  });
  let ideal = 0;
  for (let i = 0; i < Math.min(k, relevant.size); i += 1) ideal += 1 / Math.log2(i + 2);
  return { ndcg: ideal === 0 ? 0 : gain / ideal, recall: relevant.size === 0 ? 0 : hits / relevant.size };
}
