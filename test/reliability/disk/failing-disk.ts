import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';
import { writeEvents } from '../import/kills.ts';
import { runOnShim } from './shim.ts';

export interface FailingDisk {
  tried: number;
  /** Imports and exports that failed for it; the others were done before the Nth write. */
  failed: number;
  exportsFailed: number;
  faults: string[];
}

/** Imports a file, and exports one, while the Nth write or sync fails, for every `step`th N of a range. */
export async function failWrites(
  shim: string,
  folder: string,
  { first, last, step }: { first: number; last: number; step: number },
): Promise<FailingDisk> {
  const watched = join(folder, 'failing');
  mkdirSync(watched, { recursive: true });
  openLakehouse(join(folder, 'template.lake')).close();
  writeFileSync(join(folder, 'old.csv'), 'old');
  const file = join(folder, 'fact_listening_events.csv');
  const rows = writeEvents(file, 400_000);
  const args = [folder, file, rows, first, last, step].map(String);
  const said = await runOnShim(shim, 'fail-child.ts', args, { TRACKLAKE_DISK_WATCH: watched });
  return JSON.parse(said) as FailingDisk;
}
