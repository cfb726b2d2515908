import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';

type Encoding = 'utf8' | 'base64';
const MOST_BYTES_READ = 50 * 1024 ** 2;

/** Writes a file that a person named: a temporary one beside it, then a rename. */
export async function writeChosenFile(file: {
  path: string;
  encoding: Encoding;
  data: string;
  overwrite: boolean;
}): Promise<{ path: string; bytes: number }> {
  const path = absolute(file.path);
  if (!file.overwrite && existsSync(path)) {
    throw new TracklakeError('conflict', `${path} is already there`, { file: path });
  }
  const bytes = Buffer.from(file.data, file.encoding);
  const beside = temporaryBeside(path);
  try {
    await writeFile(beside, bytes, { flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw asFileError(path, error);
  }
  return { path, bytes: bytes.length };
}

export async function readChosenFile(file: {
  path: string;
  encoding: Encoding;
}): Promise<{ data: string; bytes: number }> {
  const path = absolute(file.path);
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES_READ) {
      throw new TracklakeError('limit', `${path} has ${size} bytes; up to ${MOST_BYTES_READ} are read`, { file: path });
    }
    const bytes = await readFile(path);
    return { data: bytes.toString(file.encoding), bytes: bytes.length };
  } catch (error) {
    throw asFileError(path, error);
  }
}

/** A name that nobody else writes, in the same folder, so that the rename is atomic. */
export const temporaryBeside = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.part`;

export function absolute(path: string): string {
  if (!isAbsolute(path)) throw new TracklakeError('bad_input', `${path} is not an absolute path`, { file: path });
  return resolve(path);
}

export function asFileError(path: string, error: unknown): TracklakeError {
  if (error instanceof TracklakeError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return new TracklakeError(
    missing ? 'not_found' : 'bad_input',
    `${path}: ${reason}`,
    { file: path },
    { cause: error },
  );
}
