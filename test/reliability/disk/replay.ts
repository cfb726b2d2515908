import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a process did to its files, in order, as shim.c noted it. */
export type Operation =
  | { kind: 'write'; path: string; offset: number; bytes: Buffer }
  | { kind: 'truncate'; path: string; length: number }
  | { kind: 'sync'; path: string }
  | { kind: 'remove'; path: string }
  | { kind: 'rename'; path: string; to: string }
  | { kind: 'said'; text: string };

const KINDS = { w: 'write', t: 'truncate', f: 'sync', u: 'remove', r: 'rename', s: 'said' } as const;

export function readLog(log: Buffer): Operation[] {
  const operations: Operation[] = [];
  for (let at = 0; at < log.length;) {
    const kind = KINDS[log.toString('latin1', at, at + 1) as keyof typeof KINDS];
    const pathLength = log.readUInt16LE(at + 1);
    const path = log.toString('utf8', at + 3, at + 3 + pathLength);
    at += 3 + pathLength;
    const offset = Number(log.readBigInt64LE(at));
    const length = log.readUInt32LE(at + 8);
    at += 12;
    const bytes = kind === 'write' || kind === 'rename' || kind === 'said' ? log.subarray(at, at + length) : null;
    at += bytes?.length ?? 0;
    if (kind === 'write') operations.push({ kind, path, offset, bytes: Buffer.from(bytes ?? []) });
    else if (kind === 'truncate') operations.push({ kind, path, length: offset });
    else if (kind === 'rename') operations.push({ kind, path, to: String(bytes) });
    else if (kind === 'said') operations.push({ kind, text: String(bytes) });
    else operations.push({ kind, path });
  }
  return operations;
}

const SECTOR = 512;

/**
 * The files as a power cut after `count` operations may leave them: whatever was synced is whole; each later write came
 * through, got lost, or came through in part, to a sector's end. Names and lengths are as they were last.
 */
export function filesAfterCut(
  operations: readonly Operation[],
  count: number,
  random: () => number,
): Map<string, Buffer> {
  const syncedAt = new Map<string, number>();
  for (const [at, operation] of operations.slice(0, count).entries())
    if (operation.kind === 'sync') syncedAt.set(operation.path, at);
  const files = new Map<string, Buffer>();
  for (const [at, operation] of operations.slice(0, count).entries()) {
    switch (operation.kind) {
      case 'write': {
        const lasting = at < (syncedAt.get(operation.path) ?? -1);
        const bytes = lasting ? operation.bytes : whatCameThrough(operation.bytes, random);
        files.set(operation.path, written(files.get(operation.path), operation.offset, bytes));
        break;
      }
      case 'truncate':
        files.set(operation.path, resized(files.get(operation.path), operation.length));
        break;
      case 'remove':
        files.delete(operation.path);
        break;
      case 'rename': {
        const moved = files.get(operation.path);
        if (moved !== undefined) files.set(operation.to, moved);
        files.delete(operation.path);
        break;
      }
      case 'sync':
      case 'said':
        break;
    }
  }
  return files;
}

function whatCameThrough(bytes: Buffer, random: () => number): Buffer {
  const luck = random();
  if (luck < 0.4) return bytes;
  if (luck < 0.7) return Buffer.alloc(0);
  const sectors = Math.ceil(bytes.length / SECTOR);
  return bytes.subarray(0, Math.floor(random() * sectors) * SECTOR);
}

function written(file: Buffer | undefined, offset: number, bytes: Buffer): Buffer {
  if (bytes.length === 0) return file ?? Buffer.alloc(0);
  const end = Math.max(file?.length ?? 0, offset + bytes.length);
  const next = file === undefined || file.length < end ? resized(file, end) : file;
  bytes.copy(next, offset);
  return next;
}

function resized(file: Buffer | undefined, length: number): Buffer {
  const next = Buffer.alloc(length);
  file?.copy(next, 0, 0, Math.min(length, file.length));
  return next;
}

/** Puts files where they were into another folder, which is emptied before. */
export function layOut(files: ReadonlyMap<string, Buffer>, from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const [path, bytes] of files) {
    const target = join(to, path.slice(from.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}
