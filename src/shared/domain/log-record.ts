import type { LogLevel } from './jobs.ts';

/** One line of the structured log. */
export interface LogRecord {
  /** ISO 8601 in UTC. */
  at: string;
  level: LogLevel;
  /** The run of jobs that it belongs to; outside of any run, the launch of the app. */
  run: string;
  /** host, worker, cell 3 */
  process: string;
  job?: number;
  message: string;
}
