import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Where a file is written until it is complete. */
export const partPath = (path: string): string => `${path}.part`;

/** Makes a complete part durable under its final name. */
export async function finishFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const part = partPath(path);
  const sha256 = await sha256OfFile(part);
  const { size } = statSync(part);
  const fd = openSync(part, 'r');
  fsyncSync(fd);
  closeSync(fd);
  renameSync(part, path);
  return { bytes: size, sha256 };
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
