import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { ColumnKind, ResultColumn } from '../../shared/rpc/results.ts';
import { widen, type BatchEntry, type ChunkEntry, type StoredMeta } from './format.ts';

/** A stored result, read while it may still grow. */
export interface StoredResult {
  readonly folder: string;
  readonly meta: StoredMeta;
  readonly batches: readonly BatchEntry[];
  /** Rows that can be read now. */
  readonly rows: number;
  /** As `meta`'s, and up to date while the result grows. */
  readonly columns: readonly ResultColumn[];
  /** Bytes of `data` from `at`. */
  read(at: number, bytes: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

/** Throws `not_found` for an id that is none, or that the cache has let go. */
export function openStored(cacheFolder: string, resultId: string): StoredResult {
  const folder = resultFolder(cacheFolder, resultId);
  if (!existsSync(join(folder, 'meta.json'))) {
    throw new TracklakeError('not_found', 'this result is no longer kept; run the cell again', { value: resultId });
  }
  const file = openSync(join(folder, 'data'), 'r');
  const meta = readMeta(folder);
  const batches = readBatches(folder);
  const last = batches.at(-1);
  return {
    folder,
    meta,
    batches,
    rows: last === undefined ? 0 : last.from + last.rows,
    columns: meta.state === 'running' ? columnsSoFar(meta.columns, batches) : meta.columns,
    read(at, bytes) {
      const buffer = new Uint8Array(bytes);
      let done = 0;
      while (done < bytes) {
        const got = readSync(file, buffer, done, bytes - done, at + done);
        if (got === 0)
          throw new TracklakeError('corrupt', 'a stored result is shorter than its index says', { file: folder });
        done += got;
      }
      return buffer;
    },
    close: () => closeSync(file),
  };
}

/** Opens, uses, closes. */
export function withStored<T>(cacheFolder: string, resultId: string, use: (stored: StoredResult) => T): T {
  const stored = openStored(cacheFolder, resultId);
  try {
    return use(stored);
  } finally {
    stored.close();
  }
}

export function resultFolder(cacheFolder: string, resultId: string): string {
  if (!/^[\w-]{1,64}$/.test(resultId))
    throw new TracklakeError('bad_input', 'this is no id of a result', { value: resultId });
  return join(cacheFolder, 'results', resultId);
}

export const readMeta = (folder: string): StoredMeta =>
  JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as StoredMeta;

const indexes = new Map<string, { size: number; batches: BatchEntry[] }>();
const MOST_INDEXES = 16;

/** The index is read again only when it grew. A last line that is still being written is left for later. */
function readBatches(folder: string): readonly BatchEntry[] {
  const file = join(folder, 'batches.jsonl');
  const { size } = statSync(file);
  const known = indexes.get(folder);
  if (known?.size === size) return known.batches;
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const batches = lines.map(line => JSON.parse(line) as BatchEntry);
  indexes.delete(folder);
  indexes.set(folder, { size, batches });
  const [oldest] = indexes.keys();
  if (indexes.size > MOST_INDEXES && oldest !== undefined) indexes.delete(oldest);
  return batches;
}

function columnsSoFar(columns: readonly ResultColumn[], batches: readonly BatchEntry[]): ResultColumn[] {
  return columns.map((column, i) => {
    const chunks = batches.map(batch => batch.columns[i]).filter(chunk => chunk !== undefined);
    const big = chunks.some(chunk => chunk.k === 'I');
    const kind = chunks.reduce<ColumnKind>((so, chunk) => widen(so, chunk.k, big), 'null');
    return { ...column, kind, nullable: chunks.some(chunk => chunk.k === 'n' || chunk.valid >= 0) };
  });
}

/** The batch that holds a row, by bisection. */
export function batchOf(batches: readonly BatchEntry[], row: number): number {
  let low = 0;
  let high = batches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((batches[middle]?.from ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Values of a stretch of one chunk, as they lie on disk. */
export interface Slice {
  k: ChunkEntry['k'];
  rows: number;
  /** 0 where null (tags for mixed); null: no nulls. */
  valid: Uint8Array | null;
  numbers: Float64Array | null;
  bigs: BigInt64Array | null;
  /** Text, blobs, mixed: `rows + 1` offsets into `bytes`. */
  offsets: Uint32Array | null;
  bytes: Uint8Array | null;
}

/** Rows `from` to `to` (exclusive) of a chunk, counted within its batch. */
export function readSlice(stored: StoredResult, chunk: ChunkEntry, from: number, to: number): Slice {
  const rows = to - from;
  const empty: Slice = { k: chunk.k, rows, valid: null, numbers: null, bigs: null, offsets: null, bytes: null };
  if (chunk.k === 'n') return empty;
  const valid = chunk.valid < 0 ? null : stored.read(chunk.valid + from, rows);
  switch (chunk.k) {
    case 'i':
    case 'f':
      return { ...empty, valid, numbers: new Float64Array(stored.read(chunk.values + from * 8, rows * 8).buffer) };
    case 'I':
      return { ...empty, valid, bigs: new BigInt64Array(stored.read(chunk.values + from * 8, rows * 8).buffer) };
    case 't':
    case 'b':
    case 'm': {
      const offsets = new Uint32Array(stored.read(chunk.values + from * 4, (rows + 1) * 4).buffer);
      const start = offsets[0] ?? 0;
      const bytes = stored.read(chunk.data + start, (offsets[rows] ?? start) - start);
      if (start !== 0) for (let i = 0; i <= rows; i += 1) offsets[i] = (offsets[i] ?? 0) - start;
      return { ...empty, valid, offsets, bytes };
    }
  }
}
