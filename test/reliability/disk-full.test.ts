import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { failWrites } from './disk/failing-disk.ts';
import { compileShim, whyNoShim } from './disk/shim.ts';
import { inspect } from './import/kills.ts';

/** RELIABILITY row 9 in short; `disk-full.long.test.ts` lets every write up to the 200th fail. */
const reason = whyNoShim();
if (reason !== null) console.log(`skipped: ${reason}`);

let folder: string;
let shim = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-disk-'));
  if (reason === null) shim = compileShim(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(reason !== null)(
  'a write that fails leaves no half load and no half export, and the next try goes well',
  async () => {
    const { tried, failed, exportsFailed, faults } = await failWrites(shim, folder, { first: 2, last: 121, step: 17 });
    expect(faults).toEqual([]);
    expect(tried).toBe(16);
    expect(failed).toBeGreaterThan(8);
    expect(exportsFailed).toBeGreaterThan(0);
  },
);

test('control: half a load would be seen', () => {
  const lake = openLakehouse(join(folder, 'half.lake'));
  lake.db
    .exec(`insert into lake_bronze_fact_listening_events (row_id, load_id, line_no, event_id, user_id, track_id, played_at, ms_played)
    values (1, 1, 2, 1, 1, 1, '2024-01-01T00:00:00Z', 1000);
    update lake_high_water set row_id = 1 where relation = 'bronze_fact_listening_events'`);
  expect(inspect(lake, 2).state).toBe('torn');
  lake.close();
});
