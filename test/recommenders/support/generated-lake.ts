import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSeed } from '../../../src/worker/generate/seed.ts';
import { importPaths } from '../../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../../src/worker/lakehouse/build.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';

export interface GeneratedLake {
  lake: Lakehouse;
  folder: string;
  seedFolder: string;
  remove(): void;
}

/** A lakehouse with a small generated year, imported and built. */
export async function generatedLake(change?: (seedFolder: string) => void): Promise<GeneratedLake> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-recommenders-'));
  const seedFolder = join(folder, 'seed');
  const context = quietContext();
  await generateSeed({ out: seedFolder, users: 300, songs: 600, artists: 90, events: 20_000, seed: 3 }, context);
  change?.(seedFolder);
  const lake = openLakehouse(join(folder, 'lake.db'));
  await importPaths(lake, { paths: [seedFolder] }, context);
  buildLakehouse(lake, {}, context);
  return {
    lake,
    folder,
    seedFolder,
    remove() {
      lake.close();
      rmSync(folder, { recursive: true });
    },
  };
}
