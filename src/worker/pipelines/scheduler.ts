import { patiently } from '../jobs/patiently.ts';
import type { Jobs } from '../jobs/queue.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { runRequest, type Pipeline } from './pipeline.ts';
import { duePipelines, nextDue } from './schedule.ts';

export interface Scheduler {
  /** Starts what is due now; the timer calls it, and a host may after the machine woke up. Returns the runs' ids. */
  tick(): Promise<string[]>;
  /** When each scheduled pipeline was last due and is due next. */
  upcoming(): { name: string; lastDueAt: string | null; nextDueAt: string | null; missed: number }[];
  stop(): void;
}

export interface SchedulerOptions {
  now?: () => Date;
  everySeconds?: number;
  /** Told what keeps it from starting anything: a pipeline's file that can't be read, a schedule that can't be. */
  complain?: (error: unknown) => void;
}

interface ScheduleRow {
  pipeline: string;
  last_due_at: string;
  missed: number;
}

/**
 * Runs pipelines on their schedules while the worker lives. It looks at the clock every few seconds instead of
 * trusting one long timer, so that a machine that slept catches up as soon as it wakes: each pipeline once, in order.
 * A run that takes longer than its schedule's step is waited for: runs of a pipeline never pile up.
 */
export function startScheduler(
  lake: Lakehouse,
  jobs: Jobs,
  pipelines: () => Pipeline[],
  { now = () => new Date(), everySeconds = 15, complain = () => {} }: SchedulerOptions = {},
): Scheduler {
  const rows = lake.db.prepare('select pipeline, last_due_at, missed from lake_schedules');
  const remember = lake.db.prepare(
    `insert into lake_schedules (pipeline, last_due_at, last_run_id, missed) values (?, ?, ?, ?)
     on conflict (pipeline) do update set last_due_at = excluded.last_due_at, last_run_id = excluded.last_run_id, missed = excluded.missed`,
  );
  const unfinished = lake.db.prepare(
    `select 1 from lake_runs join lake_jobs using (run_id) where pipeline = ? and state in ('queued', 'running') limit 1`,
  );
  const lastDue = (): Map<string, Date> =>
    new Map((rows.all() as ScheduleRow[]).map(row => [row.pipeline, new Date(row.last_due_at)]));
  let working: Promise<string[]> = Promise.resolve([]);

  async function startDue(): Promise<string[]> {
    const known = lastDue();
    const scheduled = pipelines().filter(({ schedule }) => schedule !== undefined);
    for (const { name } of scheduled)
      if (!known.has(name)) await patiently(() => remember.run(name, now().toISOString(), null, 0));
    const started: string[] = [];
    for (const { pipeline, dueAt, missed } of duePipelines(scheduled, known, now())) {
      if (unfinished.get(pipeline.name) !== undefined) continue; // it stays due until the run before it has ended
      const [job] = await jobs.start(runRequest(pipeline, 'schedule'));
      await patiently(() => remember.run(pipeline.name, dueAt.toISOString(), job?.runId ?? null, missed));
      if (job) started.push(job.runId);
    }
    return started;
  }

  const tick = (): Promise<string[]> => (working = working.then(startDue, startDue));
  const timer = setInterval(() => void tick().catch(complain), everySeconds * 1000);
  timer.unref();
  void tick().catch(complain);

  return {
    tick,
    upcoming() {
      const known = new Map((rows.all() as ScheduleRow[]).map(row => [row.pipeline, row]));
      return pipelines().map(pipeline => ({
        name: pipeline.name,
        lastDueAt: known.get(pipeline.name)?.last_due_at ?? null,
        nextDueAt: nextDue(pipeline, now())?.toISOString() ?? null,
        missed: known.get(pipeline.name)?.missed ?? 0,
      }));
    },
    stop: () => clearInterval(timer),
  };
}
