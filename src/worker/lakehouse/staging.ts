import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { syncFolder } from './durable.ts';

/** A private copy of a source file, so that what was hashed is what is read, whoever writes the original meanwhile. */
export interface StagedFile {
  /** Where the copy lies. */
  path: string;
  /** Of the file's bytes as they are (compressed ones too), in hexadecimal. */
  sha256: string;
  bytes: number;
  /** Removes the copy. */
  remove(): void;
}

/** The folder beside the lakehouse that holds copies during a load. */
export const stagingFolder = (lakePath: string): string => `${lakePath}-staging`;

/** Copies a file into the staging folder while hashing it; the copy is durable when this returns. */
export function stageFile(lakePath: string, source: string, ctx: JobContext): StagedFile {
  const draft = draftIn(lakePath);
  try {
    return keep(lakePath, draft, copyAndHash(source, draft, ctx));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The same for bytes that arrive piece by piece; `name` is for showing progress. */
export async function stageStream(
  lakePath: string,
  pieces: AsyncIterable<Buffer>,
  name: string,
  ctx: JobContext,
): Promise<StagedFile> {
  const draft = draftIn(lakePath);
  try {
    return keep(lakePath, draft, await writeAndHash(pieces, draft, name, ctx));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function draftIn(lakePath: string): string {
  const folder = stagingFolder(lakePath);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${process.pid}-${(drafts += 1)}.part`);
}

let drafts = 0;

/** Gives a finished copy its name. */
function keep(lakePath: string, draft: string, copied: Copied): StagedFile {
  const path = join(stagingFolder(lakePath), copied.sha256);
  renameSync(draft, path);
  syncFolder(stagingFolder(lakePath));
  return { path, ...copied, remove: () => removeWithCompanions(path) };
}

/** SQLite leaves files beside a database that it has read. */
function removeWithCompanions(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

interface Copied {
  sha256: string;
  bytes: number;
}

/** Removes every copy, because none is of use once its load is committed or lost. */
export function clearStaging(lakePath: string): void {
  rmSync(stagingFolder(lakePath), { recursive: true, force: true });
}

/** The SHA-256 of a file's bytes, without copying it. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const from = openSource(path);
  try {
    const buffer = Buffer.allocUnsafe(COPY_BYTES);
    for (let got; (got = readSync(from, buffer)) > 0;) hash.update(buffer.subarray(0, got));
  } finally {
    closeSync(from);
  }
  return hash.digest('hex');
}

function copyAndHash(source: string, target: string, ctx: JobContext): Copied {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  let bytes = 0;
  const from = openSource(source);
  try {
    const to = openSync(target, 'wx');
    try {
      for (let got; (got = readSync(from, buffer)) > 0; bytes += got) {
        ctx.cancel.throwIfRequested();
        hash.update(buffer.subarray(0, got));
        for (let written = 0; written < got;) written += writeSync(to, buffer, written, got - written);
        ctx.progress({ stage: `copying ${basename(source)}`, done: bytes + got, total: null, unit: 'bytes' });
      }
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function writeAndHash(
  pieces: AsyncIterable<Buffer>,
  target: string,
  name: string,
  ctx: JobContext,
): Promise<Copied> {
  const hash = createHash('sha256');
  let bytes = 0;
  const to = openSync(target, 'wx');
  try {
    for await (const piece of pieces) {
      ctx.cancel.throwIfRequested();
      hash.update(piece);
      for (let written = 0; written < piece.length;) written += writeSync(to, piece, written, piece.length - written);
      bytes += piece.length;
      ctx.progress({ stage: `unpacking ${basename(name)}`, done: bytes, total: null, unit: 'bytes' });
    }
    fsyncSync(to);
  } finally {
    closeSync(to);
  }
  return { sha256: hash.digest('hex'), bytes };
}

function openSource(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const message = missing
      ? `${path}: no such file`
      : `${path}: ${error instanceof Error ? error.message : String(error)}`;
    throw new TracklakeError(missing ? 'not_found' : 'bad_input', message, { file: path }, { cause: error });
  }
}

const COPY_BYTES = 1 << 20;
