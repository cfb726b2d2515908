import type { JobLogLine } from '../../shared/domain/jobs.ts';
import { patiently } from './patiently.ts';
import type { JobStore } from './store.ts';

/** Lines of jobs on their way into the lakehouse: kept in order, and written together once the writer is free. */
export interface JobLog {
  add(line: JobLogLine): void;
  /** Resolves when every line that was added is stored. */
  stored(): Promise<void>;
}

export function jobLog(store: JobStore, onStored: (line: JobLogLine) => void): JobLog {
  let waiting: JobLogLine[] = [];
  let writing: Promise<void> = Promise.resolve();
  let busy = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      try {
        await patiently(() => store.log(lines));
        lines.forEach(onStored);
      } catch (error) {
        process.stderr.write(`${lines.length} lines of a job's log were not written: ${String(error)}\n`); // a job is worth more than its log
      }
    }
    busy = false;
  }

  return {
    add(line) {
      waiting.push(line);
      if (busy) return;
      busy = true;
      writing = writeAll();
    },
    stored: () => writing,
  };
}
