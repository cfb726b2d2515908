import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { loadDataset } from '../recommenders/dataset/load-dataset.ts';
import type { Dataset } from '../recommenders/recommender.ts';
import { splitLakehouse, splitPerUser, type Split } from './split.ts';

const DAYS = 28;
const SHARE = 0.2;

/**
 * A cut inside what may be learned from, for choosing weights and parameters; the test part has no share in it. By
 * default the last 28 days before `before` (an ISO date; the end of all plays where absent). Given `train`, and for plays
 * without dates, a fifth of each listener's tracks.
 */
export function validationSplit(
  lake: Lakehouse,
  { before, train, seed }: { before?: string; train?: Dataset; seed: number },
  context: Pick<JobContext, 'progress' | 'cancel'>,
): Split {
  const end = before ?? dayAfterLastPlay(lake);
  if (train !== undefined || end === null)
    return splitPerUser(train ?? loadDataset(lake, {}, context), { share: SHARE }, seed + 1);
  const from = new Date(Date.parse(end) - DAYS * 86_400_000).toISOString().slice(0, 10);
  return splitLakehouse(lake, { kind: 'time', from, days: DAYS, repeats: false }, seed, context);
}

/** Null where plays have no dates. */
export function dayAfterLastPlay(lake: Lakehouse): string | null {
  return lake.db.prepare(`select date(max(played_on), '+1 day') from silver_listens`).pluck().get() as string | null;
}
