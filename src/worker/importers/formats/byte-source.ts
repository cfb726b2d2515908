import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { TracklakeError } from '../../../shared/errors.ts';

/** A file's bytes as UTF-8 (or whatever 8-bit encoding it has), decompressed, without a byte order mark. */
export interface ByteSource {
  /** Puts bytes into `buffer` from `offset` until it is full or the file ends; returns how many. */
  fill(buffer: Buffer, offset: number): Promise<number>;
  /** How much of the stored file has been read. */
  readonly position: number;
  /** The stored file's size. */
  readonly size: number;
  /** More bytes than this never come; Infinity where that can't be known. */
  readonly bound: number;
  close(): void;
}

/** A compressed file may not grow by more than this, once it is past the first 16 MiB. */
export const MAX_GROWTH = 200;
const GROWTH_FREE = 16 << 20;

/** Opens a file. gzip is told by its first two bytes, UTF-16 by its byte order mark. Throws `limit` on bombs. */
export async function openBytes(path: string): Promise<ByteSource> {
  const plain = openPlain(path);
  const gzipped = startsWith(path, [0x1f, 0x8b]);
  if (gzipped) plain.close();
  return withoutMark(gzipped ? openGzip(path) : plain);
}

/** Bytes that are in memory already. */
export function bytesOf(bytes: Buffer): ByteSource {
  let position = 0;
  return {
    size: bytes.length,
    bound: bytes.length + 1,
    get position() {
      return position;
    },
    fill(buffer, offset) {
      const taken = bytes.copy(buffer, offset, position);
      position += taken;
      return Promise.resolve(taken);
    },
    close: () => {},
  };
}

function startsWith(path: string, bytes: readonly number[]): boolean {
  const handle = openSync(path, 'r');
  try {
    const head = Buffer.alloc(bytes.length);
    readSync(handle, head, 0, head.length, 0);
    return bytes.every((byte, i) => head[i] === byte);
  } finally {
    closeSync(handle);
  }
}

function openPlain(path: string): ByteSource {
  const handle = openSync(path, 'r');
  const size = fstatSync(handle).size;
  let position = 0;
  let open = true;
  return {
    size,
    bound: 2 * size + 1, // UTF-16 grows to at most one and a half times its size
    get position() {
      return position;
    },
    fill(buffer, offset) {
      let at = offset;
      while (at < buffer.length) {
        const got = readSync(handle, buffer, at, buffer.length - at, position);
        if (got === 0) break;
        at += got;
        position += got;
      }
      return Promise.resolve(at - offset);
    },
    close() {
      if (open) closeSync(handle);
      open = false;
    },
  };
}

function openGzip(path: string): ByteSource {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  file.on('error', error => gunzip.destroy(error));
  const pieces = file.pipe(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const size = fileSize(path);
  let rest: Buffer = Buffer.alloc(0);
  let produced = 0;
  return {
    size,
    bound: Infinity,
    get position() {
      return Math.min(size, file.bytesRead);
    },
    async fill(buffer, offset) {
      let at = offset;
      while (at < buffer.length) {
        if (rest.length === 0) {
          const piece = await nextPiece(pieces);
          if (piece === undefined) break;
          rest = piece;
          produced += rest.length;
          refuseBomb(produced, size);
        }
        const taken = rest.copy(buffer, at);
        rest = rest.subarray(taken);
        at += taken;
      }
      return at - offset;
    },
    close() {
      file.destroy();
      gunzip.destroy();
    },
  };
}

async function nextPiece(pieces: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  try {
    const { done, value } = await pieces.next();
    return done === true ? undefined : value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TracklakeError('bad_input', `the gzip data is damaged: ${why}`, {}, { cause: error });
  }
}

function refuseBomb(produced: number, size: number): void {
  if (produced <= GROWTH_FREE || produced <= size * MAX_GROWTH) return;
  throw new TracklakeError('limit', `it decompresses to more than ${MAX_GROWTH} times its size`, { bytes: produced });
}

function fileSize(path: string): number {
  const handle = openSync(path, 'r');
  try {
    return fstatSync(handle).size;
  } finally {
    closeSync(handle);
  }
}

/** Drops a UTF-8 byte order mark; turns UTF-16, told by its mark, into UTF-8. */
async function withoutMark(source: ByteSource): Promise<ByteSource> {
  const head = Buffer.alloc(3);
  const got = await source.fill(head, 0);
  const utf8 = got === 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  if (utf8) return source;
  const little = got >= 2 && head[0] === 0xff && head[1] === 0xfe;
  const big = got >= 2 && head[0] === 0xfe && head[1] === 0xff;
  const resumed = startingWith(head.subarray(little || big ? 2 : 0, got), source);
  return little || big ? fromUtf16(resumed, big) : resumed;
}

function startingWith(head: Buffer, source: ByteSource): ByteSource {
  let rest = head;
  return {
    get size() {
      return source.size;
    },
    get position() {
      return source.position;
    },
    bound: source.bound,
    async fill(buffer, offset) {
      const taken = rest.copy(buffer, offset);
      rest = rest.subarray(taken);
      return taken + (await source.fill(buffer, offset + taken));
    },
    close: () => source.close(),
  };
}

function fromUtf16(source: ByteSource, bigEndian: boolean): ByteSource {
  const decoder = new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le', { ignoreBOM: true });
  const units = Buffer.allocUnsafe(1 << 16);
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  return {
    get size() {
      return source.size;
    },
    get position() {
      return source.position;
    },
    bound: source.bound,
    async fill(buffer, offset) {
      let at = offset;
      while (at < buffer.length) {
        if (rest.length === 0) {
          if (ended) break;
          const got = await source.fill(units, 0);
          ended = got < units.length;
          // A lone surrogate becomes U+FFFD in the decoder; 0xFF, which is no UTF-8, sends its row to quarantine.
          rest = replaceMarkers(Buffer.from(decoder.decode(units.subarray(0, got), { stream: !ended })));
          continue;
        }
        const taken = rest.copy(buffer, at);
        rest = rest.subarray(taken);
        at += taken;
      }
      return at - offset;
    },
    close: () => source.close(),
  };
}

/** U+FFFD in UTF-8 (EF BF BD) made invalid, so that text that could not be decoded is not taken for text. */
function replaceMarkers(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf(REPLACEMENT); at >= 0; at = bytes.indexOf(REPLACEMENT, at + 3))
    bytes.fill(0xff, at, at + 3);
  return bytes;
}

const REPLACEMENT = Buffer.from([0xef, 0xbf, 0xbd]);
