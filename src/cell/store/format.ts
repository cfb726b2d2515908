import type { ColumnKind, ResultColumn } from '../../shared/rpc/results.ts';

/**
 * A stored result is a folder:
 *
 *   meta.json      StoredMeta, rewritten (temporary file, then rename) when it begins and when it ends
 *   data           the chunks of all batches, one after the other, little-endian, each part aligned to 8 bytes
 *   batches.jsonl  one BatchEntry a line, appended after its chunks were written: what it names can be read
 *   views/ID       row numbers (Uint32) of a sorted or filtered view; ID.json beside it
 */
export interface StoredMeta {
  resultId: string;
  state: 'running' | 'completed' | 'failed' | 'cancelled';
  sql: string;
  snapshotId: number;
  createdAt: string;
  columns: ResultColumn[];
  rows: number;
  bytes: number;
  /** Not swept when the cache is full. */
  keep: boolean;
}

/**
 * What the values of one column in one batch are: n all null, i integers up to 2^53 (Float64), I integers beyond
 * (BigInt64), f reals (Float64), t text, b blobs, m several kinds (text, with a tag for each value).
 */
export type ChunkKind = 'n' | 'i' | 'I' | 'f' | 't' | 'b' | 'm';

/** Offsets into `data`; -1: not there. */
export interface ChunkEntry {
  k: ChunkKind;
  /** One byte a row: 0 where null. For `m` the tag of each value. Not there: no nulls. */
  valid: number;
  /** 8 bytes a row; for text, blobs and mixed the Uint32 offsets, one more than rows. */
  values: number;
  /** Text and blobs: the bytes, and how many. */
  data: number;
  size: number;
}

export interface BatchEntry {
  /** Number of its first row, and how many it has. */
  from: number;
  rows: number;
  columns: ChunkEntry[];
}

/** Tags of a mixed chunk. */
export const TAG = { null: 0, integer: 1, real: 2, text: 3, blob: 4 } as const;

const KIND_OF_CHUNK: Readonly<Record<ChunkKind, ColumnKind>> = {
  n: 'null',
  i: 'integer',
  I: 'integer',
  f: 'real',
  t: 'text',
  b: 'blob',
  m: 'mixed',
};

/** The kind that a column has once another chunk has come. Integers beyond 2^53 and reals don't share a number type. */
export function widen(kind: ColumnKind, chunk: ChunkKind, hasBigIntegers: boolean): ColumnKind {
  const next = KIND_OF_CHUNK[chunk];
  if (kind === 'null' || kind === next) return next;
  if (next === 'null') return kind;
  const numbers = (kind === 'integer' && next === 'real') || (kind === 'real' && next === 'integer');
  return numbers && !hasBigIntegers ? 'real' : 'mixed';
}
