import type { JobKind, LogLevel } from '../../shared/domain/jobs.ts';
import type { Progress } from '../../shared/domain/progress.ts';
import type { ErrorCode } from '../../shared/errors.ts';

/** What the job thread is told. The word is set to 1 from the other side to ask for an end. */
export interface ToThread {
  jobId: number;
  runId: string;
  kind: JobKind;
  params: Record<string, unknown>;
  cancelWord: Int32Array;
}

/** What the job thread answers. */
export type FromThread =
  | { type: 'ready' }
  | { type: 'progress'; jobId: number; progress: Progress }
  | { type: 'log'; jobId: number; level: LogLevel; message: string }
  | { type: 'done'; jobId: number; result: unknown }
  | { type: 'failed'; jobId: number; code: ErrorCode; message: string; retryable: boolean };
