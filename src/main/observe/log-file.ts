import { existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from '../../shared/domain/log-record.ts';

/** The structured log of one launch: a line of JSON for each record, in `tracklake.jsonl`. */
export interface LogFile {
  readonly path: string;
  write(record: LogRecord): void;
  close(): Promise<void>;
}

const FILE = 'tracklake.jsonl';
const MOST_BYTES = 10_000_000;
const KEPT_FILES = 5;

/** By then the page is painted; loading pino sooner would keep it waiting. */
const OPEN_AFTER_MS = 1500;

/** Opens the log in `folder`. A file over 10 MB is put aside first; five are kept. The first lines wait for a moment. */
export function openLogFile(folder: string): LogFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  rotate(path);
  const begin = Promise.withResolvers<void>();
  const opening = begin.promise.then(() => open(path));
  opening.catch(() => {}); // a log that can't be written never stops the app
  const timer = setTimeout(begin.resolve, OPEN_AFTER_MS);
  timer.unref();
  return {
    path,
    write: record => void opening.then(({ log }) => writeTo(log, record)).catch(() => {}),
    async close() {
      clearTimeout(timer);
      begin.resolve();
      const opened = await opening.catch(() => undefined);
      if (opened === undefined) return;
      const closed = new Promise<void>(resolve =>
        opened.destination.once('close', resolve).once('error', () => resolve()),
      );
      opened.destination.end();
      await closed;
    },
  };
}

async function open(path: string) {
  const { default: pino } = await import('pino');
  // opened here: what pino opens fails later, where nobody can catch it
  const destination = pino.destination({ dest: openSync(path, 'a', 0o600), sync: false });
  destination.on('error', () => {});
  const log = pino(
    { base: null, level: 'debug', timestamp: false, formatters: { level: level => ({ level }) } },
    destination,
  );
  return { log, destination };
}

function writeTo(log: Awaited<ReturnType<typeof open>>['log'], { level, message, ...fields }: LogRecord): void {
  log[level](fields, message);
}

function rotate(path: string): void {
  if (!existsSync(path) || statSync(path).size < MOST_BYTES) return;
  for (let n = KEPT_FILES - 1; n > 0; n -= 1) {
    const older = n === 1 ? path : `${path}.${n - 1}`;
    if (existsSync(older)) renameSync(older, `${path}.${n}`);
  }
}
