import type { TimedProgress } from './progress.ts';

export const JOB_KINDS = [
  'generate',
  'import',
  'collect',
  'forget',
  'build',
  'check',
  'fit',
  'evaluate',
  'recommend',
  'report',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** One row of `lake_jobs`, as everyone outside the worker sees it. Times are ISO 8601 in UTC. */
export interface Job {
  jobId: number;
  runId: string;
  kind: JobKind;
  title: string;
  params: Record<string, unknown>;
  state: JobState;
  attempt: number;
  progress: TimedProgress | null;
  result: unknown;
  error: { code: string; message: string } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface JobLogLine {
  runId: string;
  jobId: number;
  at: string;
  level: LogLevel;
  message: string;
}
