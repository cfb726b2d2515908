import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';

type Head = Record<string, unknown>;

/** Writes a line of JSON, then the arrays one after the other; moved to its name when it is whole. */
export function writeFloats(path: string, head: Head, arrays: Record<string, Float32Array>): void {
  const lengths = Object.fromEntries(Object.entries(arrays).map(([name, { length }]) => [name, length]));
  // copied, because the arrays may lie in memory that threads share, which files are not written from
  const parts = Object.values(arrays).map(array => Buffer.from(Float32Array.from(array).buffer));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, lengths })}\n`), ...parts]));
  renameSync(`${path}.new`, path);
}

/** What `writeFloats` wrote. Throws `corrupt` where it is cut off. */
export function readFloats(path: string): { head: Head; arrays: Record<string, Float32Array> } {
  const bytes = readFileSync(path);
  const end = bytes.indexOf('\n');
  const { lengths, ...head } = JSON.parse(bytes.toString('utf8', 0, end)) as Head & { lengths: Record<string, number> };
  const arrays: Record<string, Float32Array> = {};
  let at = end + 1;
  for (const [name, length] of Object.entries(lengths)) {
    if (at + length * 4 > bytes.length)
      throw new TracklakeError('corrupt', `${path} is cut off; remove it to train again`, { file: path });
    arrays[name] = new Float32Array(Uint8Array.from(bytes.subarray(at, at + length * 4)).buffer);
    at += length * 4;
  }
  return { head, arrays };
}
