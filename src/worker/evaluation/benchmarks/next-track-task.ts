import type { JobContext } from '../../jobs/context.ts';
import { sessionsOf, sliceSessions, type Sessions } from '../../recommenders/next-track/sessions.ts';

/** What next-track recommenders learn from, and the moments that they are judged at. */
export interface NextTrackTask {
  readonly train: Sessions;
  readonly test: Sessions;
  /** Every prefix of a test session, or only the whole session but its last track. */
  readonly moments: 'every prefix' | 'last';
  /** Whether a track that was heard in the session may come next; where it never does, it is masked. */
  readonly repeats: boolean;
  readonly k: number;
}

/** The latest 7 % of the training sessions are what choices are made on, where every prefix is judged. */
export const VALIDATION_SHARE = 0.07;

/**
 * The same question within the training part. Where every prefix is judged, its latest sessions are to be found from the ones
 * before; where only last items are, each user's last training item is, from all that came before it.
 */
export function validationTask(task: NextTrackTask): NextTrackTask {
  const { train } = task;
  if (task.moments === 'last') return { ...task, train: withoutLast(train), test: train };
  const cut = Math.max(1, Math.floor(train.count * (1 - VALIDATION_SHARE)));
  return { ...task, train: sliceSessions(train, 0, cut), test: sliceSessions(train, cut, train.count) };
}

/** A sequence of one item stays as it is: without it nothing would be known of its user. */
function withoutLast({ starts, items, count, itemCount }: Sessions): Sessions {
  const rows = Array.from({ length: count }, (_, s) => {
    const row = items.subarray(starts[s], starts[s + 1]);
    return row.length > 1 ? row.subarray(0, -1) : row;
  });
  return sessionsOf(rows, itemCount);
}

/** How many moments there are to judge. */
export const momentCount = ({ test, moments }: NextTrackTask): number => {
  let count = 0;
  for (let session = 0; session < test.count; session += 1) {
    const length = (test.starts[session + 1] ?? 0) - (test.starts[session] ?? 0);
    count += Math.max(0, moments === 'last' ? Math.min(1, length - 1) : length - 1);
  }
  return count;
};

/** Calls `take` at every `step`-th moment: what was heard are the first `length` items, what came next the one after. */
export function eachMoment(
  { test, moments }: NextTrackTask,
  { step, stage }: { step: number; stage: string },
  context: Pick<JobContext, 'progress' | 'cancel'>,
  take: (items: Int32Array, length: number) => void,
): void {
  let seen = 0;
  for (let session = 0; session < test.count; session += 1) {
    const items = test.items.subarray(test.starts[session], test.starts[session + 1]);
    if (session % 256 === 0) {
      context.cancel.throwIfRequested();
      context.progress({ stage, done: session, total: test.count, unit: 'steps' });
    }
    for (let length = moments === 'last' ? items.length - 1 : 1; length >= 1 && length < items.length; length += 1) {
      seen += 1;
      if (seen % step === 0) take(items, length);
    }
  }
}
