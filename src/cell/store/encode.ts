import type { BlockColumn, SqlValue } from './block-column.ts';
import { TAG, type ChunkEntry, type ChunkKind } from './format.ts';

/** One column of one batch as bytes, to be written at `entry`'s offsets, which are relative to the first part. */
export interface EncodedChunk {
  entry: ChunkEntry;
  parts: Uint8Array[];
  bytes: number;
}

/** Encodes a column of a block. What it returns may lie in the block's own memory: write it before the block is used again. */
export function encodeChunk(column: BlockColumn): EncodedChunk {
  const valid = column.nulls === 0 ? null : column.valid.subarray(0, column.count);
  switch (column.shape) {
    case 'nulls':
      return layOut('n', null, null, null);
    case 'numbers':
      return layOut(column.real ? 'f' : 'i', valid, bytesOf(column.numbers.subarray(0, column.count)), null);
    case 'texts': {
      const { offsets, bytes } = texts(column.texts);
      return layOut('t', valid, bytesOf(offsets), bytes);
    }
    case 'values':
      return encodeValues(column.values(), valid);
  }
}

/** Values of several kinds, blobs, integers beyond 2^53. */
function encodeValues(values: readonly SqlValue[], valid: Uint8Array | null): EncodedChunk {
  const kind = kindOf(values);
  switch (kind) {
    case 'n':
      return layOut(kind, null, null, null);
    case 'i':
    case 'f':
      return layOut(kind, valid, bytesOf(numbers(values)), null);
    case 'I':
      return layOut(kind, valid, bytesOf(bigintegers(values)), null);
    case 't': {
      const { offsets, bytes } = texts(values.map(value => (typeof value === 'string' ? value : '')));
      return layOut(kind, valid, bytesOf(offsets), bytes);
    }
    case 'b': {
      const { offsets, bytes } = blobs(values.map(value => (value instanceof Uint8Array ? value : NOTHING)));
      return layOut(kind, valid, bytesOf(offsets), bytes);
    }
    case 'm': {
      const { offsets, bytes } = texts(values.map(asText));
      return layOut(kind, Uint8Array.from(values, tagOf), bytesOf(offsets), bytes);
    }
  }
}

const NOTHING = new Uint8Array(0);

function kindOf(values: readonly SqlValue[]): ChunkKind {
  let kind: ChunkKind = 'n';
  for (const value of values) {
    if (value === null) continue;
    const next = kindOfValue(value);
    if (kind === next) continue;
    if (kind === 'n') kind = next;
    else if ((kind === 'i' && next === 'f') || (kind === 'f' && next === 'i')) kind = 'f';
    else if ((kind === 'i' && next === 'I') || (kind === 'I' && next === 'i')) kind = 'I';
    else return 'm';
  }
  return kind;
}

function kindOfValue(value: NonNullable<SqlValue>): ChunkKind {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'i' : 'f';
  if (typeof value === 'string') return 't';
  if (typeof value === 'bigint') return value >= MOST_NEGATIVE && value <= MOST_POSITIVE ? 'i' : 'I';
  return 'b';
}
const MOST_POSITIVE = BigInt(Number.MAX_SAFE_INTEGER);
const MOST_NEGATIVE = -MOST_POSITIVE;

function numbers(values: readonly SqlValue[]): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    out[i] = typeof value === 'number' ? value : Number(value ?? 0);
  }
  return out;
}

function bigintegers(values: readonly SqlValue[]): BigInt64Array {
  const out = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value === 'bigint' || typeof value === 'number') out[i] = BigInt(value);
  }
  return out;
}

/** All texts in one write; where all are ASCII their lengths are their sizes. */
function texts(values: readonly string[]): { offsets: Uint32Array; bytes: Uint8Array } {
  const whole = values.join('');
  const bytes = Buffer.from(whole, 'utf8');
  const ascii = bytes.length === whole.length;
  const offsets = new Uint32Array(values.length + 1);
  let at = 0;
  if (ascii) for (let i = 0; i < values.length; i += 1) offsets[i + 1] = at += values[i]?.length ?? 0;
  else for (let i = 0; i < values.length; i += 1) offsets[i + 1] = at += Buffer.byteLength(values[i] ?? '');
  return at === bytes.length ? { offsets, bytes } : textsOneByOne(values);
}

/** Halves of a surrogate pair at the seam of two texts join into one character; then each has to go by itself. */
function textsOneByOne(values: readonly string[]): { offsets: Uint32Array; bytes: Uint8Array } {
  return blobs(values.map(value => Buffer.from(value, 'utf8')));
}

function blobs(values: readonly Uint8Array[]): { offsets: Uint32Array; bytes: Uint8Array } {
  const offsets = new Uint32Array(values.length + 1);
  let at = 0;
  values.forEach((value, i) => (offsets[i + 1] = at += value.length));
  return { offsets, bytes: Buffer.concat(values, at) };
}

/** A value of a mixed column in writing. Blobs are shown as SQL writes them. */
export function asText(value: SqlValue): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return String(value);
}

function tagOf(value: SqlValue): number {
  if (value === null) return TAG.null;
  if (typeof value === 'string') return TAG.text;
  if (typeof value === 'bigint') return TAG.integer;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? TAG.integer : TAG.real;
  return TAG.blob;
}

const bytesOf = (array: Float64Array | BigInt64Array | Uint32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function layOut(
  k: ChunkKind,
  valid: Uint8Array | null,
  values: Uint8Array | null,
  data: Uint8Array | null,
): EncodedChunk {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const put = (part: Uint8Array | null): number => {
    if (part === null) return -1;
    const at = bytes;
    const padding = (8 - (part.length % 8)) % 8;
    parts.push(part, PADDING.subarray(0, padding));
    bytes += part.length + padding;
    return at;
  };
  const entry = { k, valid: put(valid), values: put(values), data: put(data), size: data?.length ?? 0 };
  return { entry, parts, bytes };
}

const PADDING = new Uint8Array(8);
