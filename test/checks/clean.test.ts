import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSeed } from '../../src/worker/generate/seed.ts';
import { generateWeekly } from '../../src/worker/generate/weekly.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { runChecks } from '../../src/worker/lakehouse/checks.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { suites } from '../../src/worker/checks/suite.ts';
import { withFolder } from '../lakehouse/support/lake.ts';

describe('clean data', () => {
  it.each([3, 11])(
    'raises no alarm (seed %i)',
    seed =>
      withFolder(async folder => {
        const out = join(folder, 'generated');
        await generateSeed({ users: 600, songs: 900, events: 58_000, seed, out }, quietContext());
        await generateWeekly({ out, weeks: 2 }, quietContext());
        const lake = openLakehouse(join(folder, 'test.tracklake'));
        try {
          await importPaths(lake, { paths: [out] }, quietContext());
          expect(buildLakehouse(lake, {}, quietContext())).toMatchObject({ failed: 0, heldBack: 0 });
          const { results } = runChecks(lake, {}, quietContext());
          expect(results.filter(({ passed }) => !passed)).toEqual([]);
          const ran = new Set(results.map(({ kind }) => kind));
          const all = suites().flatMap(({ checks }) => checks.map(({ id }) => id));
          expect(all.filter(id => !ran.has(id))).toEqual([]);
        } finally {
          lake.close();
        }
      }),
    60_000,
  );
});
