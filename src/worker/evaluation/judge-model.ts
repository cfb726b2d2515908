import type { JobContext } from '../jobs/context.ts';
import { rowOf, type Csr } from '../matrix/csr.ts';
import { seededRandom, shuffled } from '../matrix/random.ts';
import type { Dataset, Model } from '../recommenders/recommender.ts';
import type { Variant } from '../recommenders/serving/variant.ts';
import { ACCURACY, accuracyAt } from './accuracy.ts';
import { beyondAccuracy } from './beyond-accuracy.ts';
import { bootstrapMeans, mean } from './bootstrap.ts';
import { forEachHeard, listOf, rankUsers, type RankedLists } from './rank-users.ts';
import { newTracks, userSegments } from './segments.ts';

/** The users to judge by, and what each of them listened to in the held-out part. */
export interface Judged {
  users: Int32Array;
  relevant: readonly ReadonlySet<number>[];
}

export interface Judgement {
  /** `recall@20`, `ndcg@10`, `coverage@10`, … Those that the data cannot give are missing. */
  metrics: Record<string, number>;
  /** 95 % bootstrap intervals over users, for the accuracy metrics. */
  intervals: Record<string, [low: number, high: number]>;
  /** By segment: how many users (or relevant tracks), and their metrics. */
  segments: Record<string, { size: number; metrics: Record<string, number> }>;
  /** Per user, parallel to `users`: what paired tests compare. */
  perUser: Record<string, Float64Array>;
}

/** What is kept of a judgement: no figures of single users. */
export function withoutUsers<T extends Pick<Judgement, 'perUser'>>(result: T): Omit<T, 'perUser'> {
  const kept: Partial<T> = { ...result };
  delete kept.perUser;
  return kept as Omit<T, 'perUser'>;
}

export interface JudgeOptions {
  /** Cut-offs, such as [10, 20]. */
  ks: readonly number[];
  repeats: boolean;
  seed: number;
  /** For the progress: "judging hybrid". */
  stage: string;
  /** How the lists are put in order beyond the scores, where the model has a shape of its own for them. */
  variant?: Variant | undefined;
}

/** Users with something to find: held-out tracks that they had not heard in training, unless repeats count. */
export function usersToJudge(train: Dataset, relevant: Csr, repeats: boolean): Judged {
  const users: number[] = [];
  const sets: Set<number>[] = [];
  for (let user = 0; user < relevant.rows; user += 1) {
    const found = new Set(rowOf(relevant, user).indices);
    if (!repeats && found.size > 0) forEachHeard(user, train, item => found.delete(item));
    if (found.size === 0) continue;
    users.push(user);
    sets.push(found);
  }
  return { users: Int32Array.from(users), relevant: sets };
}

/** At most `size` of them, drawn at random for a seed, in their order. */
export function sampled(all: Judged, size: number, seed: number): Judged {
  if (all.users.length <= size) return all;
  const chosen = shuffled([...all.users.keys()], seededRandom(seed))
    .slice(0, size)
    .sort((a, b) => a - b);
  return subset(all, chosen);
}

export function subset({ users, relevant }: Judged, chosen: readonly number[]): Judged {
  return {
    users: Int32Array.from(chosen, u => users[u] ?? 0),
    relevant: chosen.map(u => relevant[u] ?? new Set()),
  };
}

/** Ranks the whole catalogue for every judged user and measures the lists. */
export function judgeModel(
  model: Pick<Model, 'score'>,
  train: Dataset,
  judged: Judged,
  options: JudgeOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): Judgement {
  const { ks, seed } = options;
  const lists = rankUsers(model, train, judged.users, { ...options, k: Math.max(...ks) }, context);
  return judgeLists(lists, train, judged, { ks, seed });
}

/**
 * Measures ranked lists, one for each entry of `judged.users`. Where several belong together, such as the moments of one
 * session, `groups` numbers each list's group (0, 1, …): the group's mean is then what intervals and tests are over.
 */
export function judgeLists(
  lists: RankedLists,
  train: Dataset,
  judged: Judged,
  { ks, seed, groups }: Pick<JudgeOptions, 'ks' | 'seed'> & { groups?: Int32Array },
): Judgement {
  const units = groups === undefined ? judged.users : firstOfEach(groups, judged.users);
  const relevantOf = (u: number): ReadonlySet<number> => judged.relevant[u] ?? new Set();
  const judgement: Judgement = { metrics: {}, intervals: {}, segments: {}, perUser: {} };
  for (const k of ks) {
    const rows = Array.from(judged.users, (_, u) => accuracyAt(k, listOf(lists, u), relevantOf(u)));
    for (const name of ACCURACY) {
      const values = Float64Array.from(rows, row => row[name]);
      judgement.perUser[`${name}@${k}`] = groups === undefined ? values : meanOfEach(groups, values, units.length);
    }
    for (const [name, value] of Object.entries(beyondAccuracy(lists, k, train, relevantOf)) as [
      string,
      number | null,
    ][])
      if (value !== null) judgement.metrics[`${name}@${k}`] = value;
  }
  for (const [name, { mean: value, low, high }] of Object.entries(bootstrapMeans(judgement.perUser, seed))) {
    judgement.metrics[name] = value;
    judgement.intervals[name] = [low, high];
  }
  for (const segment of userSegments(train, units))
    judgement.segments[segment.name] = segmentOf(
      judgement.perUser,
      [...units.keys()].filter(u => segment.has(units[u] ?? 0)),
    );
  Object.assign(judgement.segments, byTrackAge(lists, train, judged, Math.max(...ks)));
  return judgement;
}

const firstOfEach = (groups: Int32Array, values: Int32Array): Int32Array =>
  values.filter((_, at) => at === 0 || groups[at] !== groups[at - 1]);

function meanOfEach(groups: Int32Array, values: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  const sizes = new Int32Array(count);
  values.forEach((value, at) => {
    const group = groups[at] ?? 0;
    sums[group] = (sums[group] ?? 0) + value;
    sizes[group] = (sizes[group] ?? 0) + 1;
  });
  return sums.map((sum, group) => sum / Math.max(1, sizes[group] ?? 0));
}

function segmentOf(perUser: Judgement['perUser'], members: readonly number[]): Judgement['segments'][string] {
  const metrics = Object.fromEntries(
    Object.entries(perUser)
      .filter(([name]) => /^(recall|ndcg|hit)@/.test(name))
      .map(([name, values]) => [name, mean(Float64Array.from(members, u => values[u] ?? 0))]),
  );
  return { size: members.length, metrics: members.length === 0 ? {} : metrics };
}

/** Recall over the relevant tracks that are new, and over those that are not: how far new releases are found. */
function byTrackAge(lists: RankedLists, train: Dataset, judged: Judged, k: number): Judgement['segments'] {
  const isNew = newTracks(train);
  if (isNew === null) return {};
  const counts = { new_tracks: { wanted: 0, found: 0 }, old_tracks: { wanted: 0, found: 0 } };
  judged.relevant.forEach((relevant, u) => {
    const list = new Set(listOf(lists, u).subarray(0, k));
    for (const item of relevant) {
      const count = isNew(item) ? counts.new_tracks : counts.old_tracks;
      count.wanted += 1;
      if (list.has(item)) count.found += 1;
    }
  });
  return Object.fromEntries(
    Object.entries(counts).map(([name, { wanted, found }]) => [
      name,
      { size: wanted, metrics: wanted === 0 ? {} : { [`recall@${k}`]: found / wanted } },
    ]),
  );
}
