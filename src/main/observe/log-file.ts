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

/**
 * Opens the log in `folder`. A file over 10 MB is put aside, at the launch and whenever it has grown so; five are kept.
 * The first lines wait for a moment.
 */
export function openLogFile(folder: string, mostBytes = MOST_BYTES): LogFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  rotate(path, mostBytes);
  const begin = Promise.withResolvers<void>();
  let opening = begin.promise.then(() => open(path));
  opening.catch(() => {}); // a log that can't be written never stops the app
  let writing: Promise<unknown> = Promise.resolve();
  const timer = setTimeout(begin.resolve, OPEN_AFTER_MS);
  timer.unref();

  /** The file that takes the next line. */
  async function current(): Promise<Opened> {
    const opened = await opening;
    return opened.isFull ? current() : opened;
  }

  function writeTo(opened: Opened, { level, message, ...fields }: LogRecord): void {
    opened.log[level](fields, message);
    opened.bytes += message.length + 150; // about what its other fields take
    if (opened.bytes < mostBytes) return;
    opened.isFull = true;
    opening = putAside(opened.destination);
    opening.catch(() => {});
  }

  /** Whole first: what is renamed must be as long as it will get. */
  async function putAside(full: Opened['destination']): Promise<Opened> {
    await ended(full);
    rotate(path, 0);
    return open(path);
  }

  return {
    path,
    write: record =>
      void (writing = writing.then(current).then(
        opened => writeTo(opened, record),
        () => {},
      )),
    async close() {
      clearTimeout(timer);
      begin.resolve();
      await writing;
      const opened = await current().catch(() => undefined);
      if (opened !== undefined) await ended(opened.destination);
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

function ended(destination: Opened['destination']): Promise<void> {
  const closed = new Promise<void>(resolve => destination.once('close', resolve).once('error', () => resolve()));
  destination.end();
  return closed;
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
  return { log, destination, bytes: statSync(path).size, isFull: false };
}

function rotate(path: string, mostBytes: number): void {
  if (!existsSync(path) || statSync(path).size < mostBytes) return;
  for (let n = KEPT_FILES - 1; n > 0; n -= 1) {
    const older = n === 1 ? path : `${path}.${n - 1}`;
    if (existsSync(older)) renameSync(older, `${path}.${n}`);
  }
}
