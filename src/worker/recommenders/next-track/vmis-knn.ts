import { z } from 'zod';
import type { Sessions } from './sessions.ts';

/**
 * Next tracks from the sessions most like the one that is going on (VMIS-kNN: Kersbergen, Sprangers & Schelter, Serenade,
 * SIGMOD 2022). An index holds the latest sessions of each track; a session is as near as the recent tracks that it shares,
 * and passes its tracks on, the rarer the stronger. What makes it aware of order and age (near, before, again, fade) is from
 * STAN (Garg et al., SIGIR 2019); without them it is VMIS-kNN as published.
 */
export const vmisParams = z.object({
  neighbours: z.int().min(1).default(100).describe('k: nearest sessions that count'),
  latestSessions: z.int().min(1).default(1000).describe('m: sessions kept for each track, the latest'),
  lastItems: z.int().min(1).default(10).describe('how many of the last tracks are looked at'),
  near: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('places from the shared track over which a neighbour’s tracks fade by e; null: all count alike'),
  before: z.number().min(0).default(1).describe('what tracks before the shared one count'),
  again: z.number().min(0).default(1).describe('what the shared track itself counts'),
  fade: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('share of all sessions over which older ones fade by e; null: they don’t'),
  rareMatch: z.boolean().default(false).describe('sharing a rare track makes sessions nearer'),
});
export type VmisParams = z.infer<typeof vmisParams>;

/** Adds scores of next tracks for the tracks heard so far (the last is the latest) to `scores`. */
export type NextTrackScorer = (heard: ArrayLike<number>, length: number, scores: Float32Array) => void;

export const fitVmisKnn = (sessions: Sessions, params: VmisParams): NextTrackScorer => {
  const { eachVote } = voteCounter(sessions, params);
  return (heard, length, scores) =>
    eachVote(heard, length, (_session, item, vote) => (scores[item] = (scores[item] ?? 0) + vote));
};

export interface VoteCounter {
  /** Calls `take` for each track of each of the nearest sessions; a track's votes sum to its score. */
  eachVote(heard: ArrayLike<number>, length: number, take: (session: number, item: number, vote: number) => void): void;
}

/** Who votes for what, vote by vote: the score, and the reasons for it. */
export function voteCounter(sessions: Sessions, params: VmisParams): VoteCounter {
  const { index, starts } = latestSessionsByItem(sessions, params.latestSessions);
  const idf = inverseFrequency(sessions);
  const similarity = new Float32Array(sessions.count);
  const sharedAt = new Int32Array(sessions.count);
  const touched = new Int32Array(params.latestSessions * params.lastItems);
  const nearest = nearestSessions(params.neighbours);
  const countOf = countByDistance(params);
  const { fade } = params;
  const youthOf = (session: number): number =>
    fade === null ? 1 : Math.exp((session - sessions.count) / (fade * sessions.count));

  const eachVote: VoteCounter['eachVote'] = (heard, length, take) => {
    const depth = Math.min(length, params.lastItems);
    let count = 0;
    for (let back = 1; back <= depth; back += 1) {
      const item = heard[length - back] ?? -1;
      if (item < 0 || item >= sessions.itemCount || isRepeat(heard, length, back)) continue;
      const weight = (1 - (back - 1) / depth) * (params.rareMatch ? (idf[item] ?? 0) : 1);
      for (let at = starts[item] ?? 0; at < (starts[item + 1] ?? 0); at += 1) {
        const session = index[at] ?? 0;
        if (similarity[session] === 0) {
          touched[count] = session;
          count += 1;
          sharedAt[session] = back;
        }
        similarity[session] = (similarity[session] ?? 0) + weight;
      }
    }
    nearest.clear();
    for (let at = 0; at < count; at += 1) {
      const session = touched[at] ?? 0;
      nearest.offer(session, (similarity[session] ?? 0) * youthOf(session));
    }
    nearest.each((session, near) => {
      const back = sharedAt[session] ?? 1;
      const share = near * Math.max(0, 1 - 0.1 * (back - 1));
      const end = sessions.starts[session + 1] ?? 0;
      const shared = lastPlace(sessions, session, heard[length - back] ?? -1);
      for (let at = sessions.starts[session] ?? 0; at < end; at += 1) {
        const item = sessions.items[at] ?? 0;
        take(session, item, share * (idf[item] ?? 0) * countOf(at - shared));
      }
    });
    for (let at = 0; at < count; at += 1) similarity[touched[at] ?? 0] = 0;
  };
  return { eachVote };
}

/** What a track counts by how far after the shared one it lies; before it where negative. */
function countByDistance({ near, before, again }: VmisParams): (distance: number) => number {
  const faded = (places: number): number => (near === null ? 1 : Math.exp(-(places - 1) / near));
  const after = Float64Array.from({ length: FAR }, (_, places) => faded(places));
  return distance => {
    if (distance === 0) return again;
    const places = Math.min(FAR - 1, Math.abs(distance));
    return (distance > 0 ? 1 : before) * (after[places] ?? 0);
  };
}

const FAR = 64;

/** Where in its session a track is last. */
function lastPlace({ starts, items }: Sessions, session: number, item: number): number {
  const first = starts[session] ?? 0;
  for (let at = (starts[session + 1] ?? 0) - 1; at >= first; at -= 1) if (items[at] === item) return at;
  return first;
}

/** True where the track at `back` places from the end comes again later: its later place counts. */
function isRepeat(heard: ArrayLike<number>, length: number, back: number): boolean {
  for (let later = 1; later < back; later += 1) if (heard[length - later] === heard[length - back]) return true;
  return false;
}

/** For each track the latest sessions that hold it, latest first, as one array with starts. */
function latestSessionsByItem(
  { count, itemCount, starts: rows, items }: Sessions,
  most: number,
): { index: Int32Array; starts: Int32Array } {
  const held = new Int32Array(itemCount);
  const last = new Int32Array(itemCount).fill(-1);
  const visit = (take: (item: number, session: number) => void): void => {
    held.fill(0);
    last.fill(-1);
    for (let session = count - 1; session >= 0; session -= 1) {
      for (let at = rows[session] ?? 0; at < (rows[session + 1] ?? 0); at += 1) {
        const item = items[at] ?? 0;
        if (last[item] === session || (held[item] ?? 0) >= most) continue;
        last[item] = session;
        take(item, session);
        held[item] = (held[item] ?? 0) + 1;
      }
    }
  };
  visit(() => {});
  const starts = new Int32Array(itemCount + 1);
  for (let item = 0; item < itemCount; item += 1) starts[item + 1] = (starts[item] ?? 0) + (held[item] ?? 0);
  const index = new Int32Array(starts[itemCount] ?? 0);
  visit((item, session) => (index[(starts[item] ?? 0) + (held[item] ?? 0)] = session));
  return { index, starts };
}

/** ln(sessions / sessions with the item). */
function inverseFrequency({ count, itemCount, starts, items }: Sessions): Float32Array {
  const last = new Int32Array(itemCount).fill(-1);
  const frequency = new Float32Array(itemCount);
  for (let session = 0; session < count; session += 1) {
    for (let at = starts[session] ?? 0; at < (starts[session + 1] ?? 0); at += 1) {
      const item = items[at] ?? 0;
      if (last[item] === session) continue;
      last[item] = session;
      frequency[item] = (frequency[item] ?? 0) + 1;
    }
  }
  return frequency.map(sessionsWith => (sessionsWith === 0 ? 0 : Math.log(count / sessionsWith)));
}

/** The k best of many, in a binary heap whose root is the worst kept. Ties go to the later session. */
function nearestSessions(k: number) {
  const ids = new Int32Array(k);
  const near = new Float64Array(k);
  let size = 0;
  const worse = (a: number, b: number): boolean =>
    (near[a] ?? 0) < (near[b] ?? 0) || (near[a] === near[b] && (ids[a] ?? 0) < (ids[b] ?? 0));
  const swap = (a: number, b: number): void => {
    [ids[a], ids[b]] = [ids[b] ?? 0, ids[a] ?? 0];
    [near[a], near[b]] = [near[b] ?? 0, near[a] ?? 0];
  };
  function siftDown(): void {
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      let least = at;
      if (left < size && worse(left, least)) least = left;
      if (left + 1 < size && worse(left + 1, least)) least = left + 1;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  }
  return {
    clear: () => void (size = 0),
    offer(id: number, value: number): void {
      if (size < k) {
        ids[size] = id;
        near[size] = value;
        for (let at = size; at > 0 && worse(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
        size += 1;
      } else if (value > (near[0] ?? 0) || (value === near[0] && id > (ids[0] ?? 0))) {
        ids[0] = id;
        near[0] = value;
        siftDown();
      }
    },
    each(take: (id: number, value: number) => void): void {
      for (let at = 0; at < size; at += 1) take(ids[at] ?? 0, near[at] ?? 0);
    },
  };
}
