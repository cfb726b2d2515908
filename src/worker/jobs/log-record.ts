import type { LogRecord } from '../../shared/domain/log-record.ts';
import type { JobEvent } from './queue.ts';

/** What the app's log says of a job: its own lines, and each change of its state. Progress is not logged. */
export function recordOf(event: JobEvent): LogRecord | null {
  switch (event.type) {
    case 'log': {
      const { runId, jobId, at, level, message } = event.line;
      return { at, level, run: runId, process: 'worker', job: jobId, message };
    }
    case 'state': {
      const { runId, jobId, kind, title, state, error } = event.job;
      const level = state === 'failed' ? 'error' : 'info';
      const message = `${kind} "${title}" ${state}${error === null ? '' : `: ${error.message}`}`;
      return { at: new Date().toISOString(), level, run: runId, process: 'worker', job: jobId, message };
    }
    case 'progress':
    case 'span':
      return null;
  }
}
