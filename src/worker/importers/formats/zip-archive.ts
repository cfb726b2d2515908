import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { open, type Entry, type ZipFile } from 'yauzl';
import { TracklakeError } from '../../../shared/errors.ts';
import { MAX_GROWTH } from './byte-source.ts';

/** What an archive may hold at most. */
export const ZIP_LIMITS = {
  entries: 10_000,
  /** Of all entries, unpacked. */
  bytes: 20 * 2 ** 30,
  /** An entry may be this often larger than what it is packed in, once it is past 16 MiB. */
  growth: MAX_GROWTH,
  freeBytes: 16 << 20,
};

export interface ZipEntry {
  name: string;
  bytes: number;
}

/** An archive whose table of contents has been looked through and found harmless. */
export interface ZipArchive {
  /** Its files, by name. */
  readonly entries: readonly ZipEntry[];
  /** A file's bytes, piece by piece, checked against its size and CRC. Throws `bad_input` when they don't fit. */
  read(name: string): AsyncIterable<Buffer>;
  close(): void;
}

/**
 * Opens a zip archive. Refused before anything is unpacked: bombs (by size, by growth, by number of files, by entries
 * that lie over each other), encrypted files, archives in archives, and names that lead out of a folder. Throws `limit`
 * and `bad_input`.
 */
export async function openZip(path: string): Promise<ZipArchive> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true };
    open(path, options, (error, file) => (error === null ? resolve(file) : reject(damaged(error))));
  });
  try {
    const entries = await listEntries(zip);
    refuseOverlaps(entries);
    const files = new Map(entries.filter(entry => !entry.fileName.endsWith('/')).map(entry => [entry.fileName, entry]));
    return {
      entries: [...files.values()]
        .map(entry => ({ name: entry.fileName, bytes: entry.uncompressedSize }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      read(name) {
        const entry = files.get(name);
        if (entry === undefined) throw new TracklakeError('not_found', `the archive has no ${name}`);
        return readEntry(zip, entry);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function listEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > ZIP_LIMITS.entries) return Promise.reject(tooMany());
  const entries: Entry[] = [];
  let total = 0;
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      total += entry.uncompressedSize;
      const problem = problemOf(entry) ?? tooLarge(total);
      if (problem !== undefined) return reject(problem);
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) => reject(damaged(error)));
    zip.readEntry();
  });
}

const tooMany = (): TracklakeError =>
  new TracklakeError('limit', `the archive has more than ${ZIP_LIMITS.entries} files`);

const tooLarge = (total: number): TracklakeError | undefined =>
  total > ZIP_LIMITS.bytes
    ? new TracklakeError('limit', `the archive unpacks to more than ${ZIP_LIMITS.bytes / 2 ** 30} GiB`)
    : undefined;

function problemOf(entry: Entry): TracklakeError | undefined {
  const name = entry.fileName;
  const refuse = (code: 'bad_input' | 'limit', why: string): TracklakeError =>
    new TracklakeError(code, `the archive is refused: ${JSON.stringify(name.slice(0, 200))} ${why}`, { value: name });
  if (hasHostileCharacters(name) || /(?:^|\/)\.\.(?:\/|$)/.test(name))
    return refuse('bad_input', 'is no honest file name');
  if (entry.isEncrypted()) return refuse('bad_input', 'is encrypted');
  if (ARCHIVE.test(name)) return refuse('bad_input', 'is an archive inside the archive; unpack it first');
  const grown = entry.uncompressedSize > ZIP_LIMITS.freeBytes;
  if (grown && entry.uncompressedSize > entry.compressedSize * ZIP_LIMITS.growth)
    return refuse('limit', `unpacks to more than ${ZIP_LIMITS.growth} times its size`);
  return undefined;
}

const ARCHIVE = /\.(?:zip|gz|tgz|bz2|xz|7z|rar|tar|zst|jar)$/i;

/** Control characters, and those that turn the direction of text around. */
const hasHostileCharacters = (name: string): boolean =>
  [...name].some(character => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || code === 0x7f || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  });

/** Entries that share packed bytes are how a small archive unpacks to terabytes. */
function refuseOverlaps(entries: readonly Entry[]): void {
  const byPlace = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  byPlace.forEach((entry, i) => {
    const next = byPlace[i + 1];
    const end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.compressedSize;
    if (next !== undefined && end > next.relativeOffsetOfLocalHeader)
      throw new TracklakeError(
        'limit',
        `the archive is refused: ${JSON.stringify(entry.fileName)} lies over another file`,
      );
  });
}

const LOCAL_HEADER_BYTES = 30;

async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, readable) => (error === null ? resolve(readable) : reject(damaged(error)))),
  );
  let crc = 0;
  let first = true;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (first && NESTED.some(magic => piece.subarray(0, magic.length).equals(magic)))
        throw new TracklakeError(
          'bad_input',
          `the archive is refused: ${JSON.stringify(entry.fileName)} is an archive itself`,
        );
      first = false;
      crc = crc32(piece, crc);
      yield piece;
    }
  } catch (error) {
    throw error instanceof TracklakeError ? error : damaged(error);
  } finally {
    stream.destroy();
  }
  if (crc !== entry.crc32) throw new TracklakeError('bad_input', `${entry.fileName} in the archive is damaged (CRC)`);
}

const NESTED = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from([0x1f, 0x8b])];

function damaged(error: unknown): TracklakeError {
  const why = error instanceof Error ? error.message : String(error);
  return new TracklakeError('bad_input', `the archive is refused: ${why}`, {}, { cause: error });
}
