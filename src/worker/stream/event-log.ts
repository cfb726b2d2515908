import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  fstatSync,
  ftruncateSync,
  rmSync,
  write,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TracklakeError } from '../../shared/errors.ts';

const writeAsync = promisify(write);
const syncAsync = promisify(fdatasync);

/** One stored event. `offset` grows by one with each event of the log, over all its segments. */
export interface LoggedEvent {
  offset: number;
  /** What was appended, as JSON text without line breaks. */
  json: string;
}

/** A durable queue in front of bronze: an event that is acknowledged survives a crash of the process and of the machine. */
export interface EventLog {
  /** Resolves with the offset of the first line when all of them are on the disk. Calls made meanwhile share one sync. */
  append(lines: readonly string[]): Promise<number>;
  /** The offset that the next event will get. */
  readonly end: number;
  /** Removes whole segments whose events all lie before `offset`. */
  dropBefore(offset: number): void;
  close(): Promise<void>;
}

interface Segment {
  path: string;
  /** Offset of its first event. */
  first: number;
}

interface Waiting {
  lines: readonly string[];
  resolve: (offset: number) => void;
  reject: (error: unknown) => void;
}

const SEGMENT_BYTES = 16 << 20;
/** Some five million events: a night of them while nothing becomes bronze. */
const MOST_BYTES = 1 << 30;

export interface EventLogOptions {
  segmentBytes?: number;
  /** The offset of the first event where the folder holds none: one that was emptied by hand goes on, and not anew. */
  beginAt?: number;
  /** Nothing more is taken while so much waits. */
  mostBytes?: number;
}

/**
 * Opens the log in `folder`. A segment is a file of JSON lines named by the offset of its first event; a last line
 * that a crash cut off was never acknowledged and is removed.
 */
export function openEventLog(
  folder: string,
  { segmentBytes = SEGMENT_BYTES, beginAt = 0, mostBytes = MOST_BYTES }: EventLogOptions = {},
): EventLog {
  mkdirSync(folder, { recursive: true });
  const segments = listSegments(folder);
  let last = segments.at(-1) ?? { path: segmentPath(folder, beginAt), first: beginAt };
  if (segments.length === 0) segments.push(last);
  let file = openSync(last.path, 'a+');
  let bytes = cutTornLine(file);
  syncFolder(folder);
  let end = last.first + countLines(last.path);
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let broken: unknown;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        if (broken !== undefined) throw broken;
        await writeGroup(group);
      } catch (error) {
        for (const { reject } of group) reject(asFull(error, folder));
        takeBack(error);
      }
    }
    writing = undefined;
  }

  /** Nothing may follow half a group: where it can't be removed, the log takes nothing more until it is opened again. */
  function takeBack(cause: unknown): void {
    try {
      bytes = cutBack(file, bytes);
    } catch {
      broken = cause;
    }
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    if (bytes >= segmentBytes) beginSegment();
    const buffer = Buffer.from(group.map(({ lines }) => lines.map(line => `${line}\n`).join('')).join(''));
    for (let written = 0; written < buffer.length;) {
      written += (await writeAsync(file, buffer, written, buffer.length - written, null)).bytesWritten;
    }
    await syncAsync(file);
    bytes += buffer.length;
    for (const { lines, resolve } of group) {
      resolve(end);
      end += lines.length;
    }
  }

  function beginSegment(): void {
    closeSync(file);
    last = { path: segmentPath(folder, end), first: end };
    segments.push(last);
    file = openSync(last.path, 'a+');
    bytes = 0;
    syncFolder(folder);
  }

  return {
    append(lines) {
      if (lines.some(line => line.includes('\n'))) throw new Error('an event is one line');
      if ((segments.length - 1) * segmentBytes + bytes >= mostBytes) throw tooMuchWaits(mostBytes);
      return new Promise((resolve, reject) => {
        waiting.push({ lines, resolve, reject });
        writing ??= Promise.resolve().then(writeAll);
      });
    },
    get end() {
      return end;
    },
    dropBefore(offset) {
      while (segments.length > 1 && (segments[1]?.first ?? Infinity) <= offset) {
        const dropped = segments.shift();
        if (dropped !== undefined) rmSync(dropped.path, { force: true });
      }
    },
    async close() {
      await writing;
      closeSync(file);
    },
  };
}

const tooMuchWaits = (bytes: number): TracklakeError =>
  new TracklakeError('full', `${bytes >> 20} MB of events wait to become bronze: send this again later`);

/** What a disk without room says, in words for the sender: nothing of the call was kept. */
function asFull(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) return error;
  return new TracklakeError(
    'full',
    `no room on the disk for events in ${folder}: send this again later`,
    {},
    { cause: error },
  );
}

/** Events `from` … `until` (not included) of the log in `folder`, oldest first; only what has been acknowledged is asked for. */
export function readEvents(folder: string, from: number, until: number): LoggedEvent[] {
  const segments = listSegments(folder);
  return segments.flatMap((segment, place) => {
    const segmentEnd = segments[place + 1]?.first ?? until;
    if (segmentEnd <= from || segment.first >= until) return [];
    const lines = readFileSync(segment.path, 'utf8').split('\n');
    return lines
      .slice(Math.max(0, from - segment.first), Math.min(until, segmentEnd) - segment.first)
      .map((json, line) => ({ offset: Math.max(from, segment.first) + line, json }));
  });
}

const segmentPath = (folder: string, first: number): string => join(folder, `${String(first).padStart(16, '0')}.jsonl`);

function listSegments(folder: string): Segment[] {
  const names = existsSync(folder) ? readdirSync(folder).filter(name => /^\d{16}\.jsonl$/.test(name)) : [];
  return names.sort().map(name => ({ path: join(folder, name), first: Number(name.slice(0, 16)) }));
}

/** Cuts the file after its last line break and returns its length then. */
function cutTornLine(file: number): number {
  const { size } = fstatSync(file);
  const chunk = Buffer.alloc(64 << 10);
  for (let from = size; from > 0;) {
    const length = Math.min(chunk.length, from);
    readSync(file, chunk, 0, length, from - length);
    const at = chunk.subarray(0, length).lastIndexOf(10);
    if (at >= 0) return cutBack(file, from - length + at + 1);
    from -= length;
  }
  return cutBack(file, 0);
}

function cutBack(file: number, length: number): number {
  ftruncateSync(file, length);
  fsyncSync(file);
  return length;
}

function countLines(path: string): number {
  const content = readFileSync(path);
  let lines = 0;
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) lines += 1;
  return lines;
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
