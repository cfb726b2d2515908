import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Room for what a browser's picker gives us; the importer streams from there. */
const MOST_BYTES = 20 * 1024 ** 3;

/** Stores a request's body under a name of its own, hashing on the way. Answers `{path, bytes, sha256}`. */
export async function receiveUpload(request: Request, folder: string): Promise<Response> {
  const own = join(folder, randomUUID());
  await mkdir(own, { recursive: true, mode: 0o700 });
  const path = join(own, safeName(new URL(request.url).searchParams.get('name') ?? ''));
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > MOST_BYTES ? new Error('the file is larger than 20 GB') : null, chunk);
    },
  });
  try {
    // of an empty file a browser sends no body
    const body =
      request.body === null
        ? Readable.from([])
        : Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, count, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal: request.signal });
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    return Response.json({ message: error instanceof Error ? error.message : String(error) }, { status: 413 });
  }
  return Response.json({ path, bytes, sha256: hash.digest('hex') });
}

/** File systems take 255 bytes; a lakehouse beside it may add to the name. */
const MOST_NAME_BYTES = 200;

/** The file's own last name without what a file system could take amiss: importers look at its ending. */
export function safeName(name: string): string {
  const last = basename(name.replaceAll('\\', '/'))
    .toWellFormed()
    .replace(/[\p{C}<>:"/\\|?*]/gu, '_')
    .replace(/^\.+/, '');
  const kept = [...last];
  while (Buffer.byteLength(kept.join('')) > MOST_NAME_BYTES) kept.shift();
  return kept.join('') || 'upload';
}
