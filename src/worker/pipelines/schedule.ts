import { cronOf } from './cron.ts';
import type { Pipeline } from './pipeline.ts';

/** A pipeline that should run now, and how many times it was due since it last was taken up. */
export interface DuePipeline {
  pipeline: Pipeline;
  /** The latest of the times that it was due at. */
  dueAt: Date;
  /** Times that went by before it, while nobody was there; they are caught up by this one run. */
  missed: number;
}

/**
 * What is due at `now`, in the order in which it became due. `lastDue` says up to which time each pipeline has been
 * taken up; one that is not in it begins to count now.
 */
export function duePipelines(
  pipelines: readonly Pipeline[],
  lastDue: ReadonlyMap<string, Date>,
  now: Date,
): DuePipeline[] {
  return pipelines
    .flatMap(pipeline => {
      const since = lastDue.get(pipeline.name);
      const times = since === undefined ? [] : dueTimes(pipeline, since, now);
      const dueAt = times.at(-1);
      return dueAt === undefined ? [] : [{ pipeline, dueAt, missed: times.length - 1, firstDueAt: times[0] ?? dueAt }];
    })
    .sort((a, b) => a.firstDueAt.getTime() - b.firstDueAt.getTime())
    .map(({ pipeline, dueAt, missed }) => ({ pipeline, dueAt, missed }));
}

/** When the pipeline is due next, or null where it has no schedule. */
export function nextDue({ schedule }: Pipeline, after: Date): Date | null {
  return schedule === undefined ? null : cronOf(schedule).nextRun(after);
}

const MOST_TIMES_COUNTED = 10_000;

function dueTimes({ schedule }: Pipeline, since: Date, until: Date): Date[] {
  if (schedule === undefined) return [];
  const cron = cronOf(schedule);
  const times: Date[] = [];
  for (
    let at = cron.nextRun(since);
    at !== null && at <= until && times.length < MOST_TIMES_COUNTED;
    at = cron.nextRun(at)
  )
    times.push(at);
  return times;
}
