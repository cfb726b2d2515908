import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { WrittenFile } from './csv-file.ts';

/** Writes a whole small file at once: beside its name, fsync, rename. */
export function writeWhole(path: string, content: string | Uint8Array, rows = 1): WrittenFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const part = `${path}.part`;
  const fd = openSync(part, 'w');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(part, path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: basename(path), rows, bytes: bytes.length, sha256 };
}

export const writeJson = (path: string, value: unknown): WrittenFile =>
  writeWhole(path, `${JSON.stringify(value, null, 1)}\n`);

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
