import { Cron } from 'croner';

export interface Schedule {
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string;
  timezone: string;
}

/**
 * The times of a schedule, read in its time zone. A time that the clocks skip in spring comes at the end of the gap, one
 * that they repeat in autumn comes once.
 */
export const cronOf = ({ cron, timezone }: Schedule): Cron =>
  new Cron(cron, { timezone, paused: true, mode: '5-part' });

/** What of a schedule can't be, or null. */
export function scheduleProblem(schedule: Schedule): { field: keyof Schedule; message: string } | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: schedule.timezone });
  } catch {
    return { field: 'timezone', message: 'not a time zone' };
  }
  try {
    return cronOf(schedule).nextRun() === null ? { field: 'cron', message: 'a time that never comes' } : null;
  } catch (error) {
    return { field: 'cron', message: error instanceof Error ? error.message : String(error) };
  }
}
