import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';

/** A new, empty lakehouse in a folder of its own, gone after `use`. */
export function withLake<T>(use: (lake: Lakehouse) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-lake-'));
  const lake = openLakehouse(join(folder, 'test.tracklake'));
  try {
    return use(lake);
  } finally {
    lake.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder of one's own, gone after `use`. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-folder-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
