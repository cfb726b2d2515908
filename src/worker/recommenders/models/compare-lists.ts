import type { JobContext } from '../../jobs/context.ts';
import type { Id } from '../recommender.ts';
import type { RecommendationList, Serving } from '../serving/open-serving.ts';

export interface CompareOptions {
  k: number;
  /** Whose lists; by default those that both models know, at most 1,000, evenly chosen. */
  userIds?: readonly Id[];
  /** Instead: at most so many of those that both know, evenly chosen. */
  mostUsers?: number;
  /** Persistence of rank-biased overlap: the chance that a reader goes on to the next place. */
  persistence?: number;
}

export interface ListComparison {
  a: string;
  b: string;
  k: number;
  users: number;
  /** Mean share of tracks that both lists have. */
  overlap: number;
  /** Mean rank-biased overlap (Webber, Moffat & Zobel 2010, extrapolated), 0..1. */
  rank_biased_overlap: number;
  /** Users whose lists differ most, first. */
  changed_most: ChangedList[];
}

export interface ChangedList {
  user_id: Id;
  overlap: number;
  rank_biased_overlap: number;
  entered: { track_id: Id; title: string; rank: number; because: string }[];
  left: { track_id: Id; title: string; rank: number }[];
  /** By part: its share of the list's score under b less that under a. What made the difference is the largest. */
  shift: Record<string, number>;
}

const MOST_USERS = 1000;
const SHOWN = 20;

/** Compares the lists that two models give the same users: how much changed, for whom most, and why. */
export function compareLists(
  a: Serving,
  b: Serving,
  { k, userIds, mostUsers = MOST_USERS, persistence = 0.9 }: CompareOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): ListComparison {
  const users = userIds ?? commonUsers(a, b, mostUsers);
  const rows = users.map((userId, done) => {
    context.cancel.throwIfRequested();
    context.progress({ stage: 'comparing lists', done, total: users.length, unit: 'users' });
    const [before, after] = [a, b].map(serving => serving.recommend({ userId, k, reasons: false }));
    const [left, right] = [before, after].map(list => list?.items.map(item => item.track_id) ?? []);
    return {
      userId,
      overlap: overlapAt(k, left ?? [], right ?? []),
      rbo: rankBiasedOverlap(left ?? [], right ?? [], persistence),
    };
  });
  const mean = (pick: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + pick(row), 0) / Math.max(1, rows.length);
  const changed = rows.toSorted((x, y) => x.rbo - y.rbo).slice(0, SHOWN);
  return {
    a: a.model.modelId,
    b: b.model.modelId,
    k,
    users: rows.length,
    overlap: mean(row => row.overlap),
    rank_biased_overlap: mean(row => row.rbo),
    changed_most: changed.map(({ userId, overlap, rbo }) => {
      const [before, after] = [a.recommend({ userId, k }), b.recommend({ userId, k })];
      return { user_id: userId, overlap, rank_biased_overlap: rbo, ...difference(before, after) };
    }),
  };
}

function commonUsers(a: Serving, b: Serving, most: number): Id[] {
  const known = new Set(b.dataset.userIds);
  const common = a.dataset.userIds.filter(id => known.has(id));
  const every = Math.ceil(common.length / most);
  return common.filter((_, at) => at % every === 0);
}

export function overlapAt(k: number, a: readonly Id[], b: readonly Id[]): number {
  const first = new Set(a.slice(0, k));
  const longest = Math.max(Math.min(k, a.length), Math.min(k, b.length));
  return longest === 0 ? 1 : b.slice(0, k).filter(id => first.has(id)).length / longest;
}

/** RBO_ext for two lists of equal or unequal depth, over the shorter one's depth. */
export function rankBiasedOverlap(a: readonly Id[], b: readonly Id[], persistence: number): number {
  const depth = Math.min(a.length, b.length);
  if (depth === 0) return a.length === b.length ? 1 : 0;
  const seenA = new Set<Id>();
  const seenB = new Set<Id>();
  let common = 0;
  let sum = 0;
  for (let d = 0; d < depth; d += 1) {
    const [x, y] = [a[d] ?? '', b[d] ?? ''];
    if (x === y) common += 1;
    else common += (seenB.has(x) ? 1 : 0) + (seenA.has(y) ? 1 : 0);
    seenA.add(x);
    seenB.add(y);
    sum += (common / (d + 1)) * persistence ** d;
  }
  return (1 - persistence) * sum + (common / depth) * persistence ** depth;
}

function difference(
  before: RecommendationList,
  after: RecommendationList,
): Pick<ChangedList, 'entered' | 'left' | 'shift'> {
  const was = new Set(before.items.map(item => item.track_id));
  const is = new Set(after.items.map(item => item.track_id));
  const shift = partShares(after);
  for (const [part, share] of Object.entries(partShares(before))) shift[part] = (shift[part] ?? 0) - share;
  return {
    entered: after.items
      .filter(item => !was.has(item.track_id))
      .map(({ track_id, title, rank, reasons }) => ({ track_id, title, rank, because: reasons[0]?.text ?? '' })),
    left: before.items
      .filter(item => !is.has(item.track_id))
      .map(({ track_id, title, rank }) => ({ track_id, title, rank })),
    shift,
  };
}

function partShares({ items }: RecommendationList): Record<string, number> {
  const sums: Record<string, number> = {};
  let total = 0;
  for (const { parts } of items)
    for (const [part, contribution] of Object.entries(parts)) {
      sums[part] = (sums[part] ?? 0) + contribution;
      total += contribution;
    }
  return Object.fromEntries(Object.entries(sums).map(([part, sum]) => [part, total === 0 ? 0 : sum / total]));
}
