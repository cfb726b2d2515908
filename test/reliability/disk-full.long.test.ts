import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failWrites } from './disk/failing-disk.ts';
import { compileShim, whyNoShim } from './disk/shim.ts';

/** RELIABILITY row 9: the control is in the short run. */
const reason = whyNoShim();
if (reason !== null) console.log(`skipped: ${reason}`);

test.skipIf(reason !== null)(
  'ENOSPC and EIO at each of the first 200 writes: no half load, no half export',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tracklake-disk-'));
    try {
      const report = await failWrites(compileShim(folder), folder, { first: 1, last: 200, step: 1 });
      const { tried, failed, exportsFailed, faults } = report;
      process.stdout.write(
        `${tried} imports, ${failed} failed; ${exportsFailed} exports failed; ${faults.length} half done\n`,
      );
      expect(faults).toEqual([]);
      expect(tried).toBe(400);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
