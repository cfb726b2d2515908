import type { JobKind, JobLogLine } from '../../shared/domain/jobs.ts';
import type { Progress } from '../../shared/domain/progress.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { SpanRecord } from '../../shared/trace/span-record.ts';
import type { DrainSummary, StreamBatch } from '../stream/drain.ts';

/** What the job thread is told; it does one thing after another. */
export type ToThread = JobMessage | ChoreMessage | { type: 'close' };

/** Do a job. The word is set to 1 from the other side to ask for an end. */
export interface JobMessage {
  type: 'job';
  jobId: number;
  runId: string;
  kind: JobKind;
  params: Record<string, unknown>;
  cancelWord: Int32Array;
  /** The span that asked for it, while traces are recorded. */
  traceparent: string | null;
}

/** Take live events into bronze between jobs: too small and too frequent to be a job with a row of its own. */
export interface ChoreMessage {
  type: 'chore';
  choreId: number;
  chore: Chore;
}

export type Chore = { kind: 'drain'; folder: string; end: number } | { kind: 'load'; batch: StreamBatch };

/** What the job thread answers. */
export type FromThread =
  | { type: 'ready' }
  | { type: 'progress'; jobId: number; progress: Progress }
  | { type: 'log'; line: JobLogLine }
  | { type: 'span'; span: SpanRecord }
  | { type: 'done'; jobId: number; result: unknown }
  | { type: 'chore done'; choreId: number; result: DrainSummary }
  | { type: 'chore failed'; choreId: number; message: string }
  | { type: 'failed'; jobId: number; code: ErrorCode; message: string; retryable: boolean };
