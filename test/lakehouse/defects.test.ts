import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSeed } from '../../src/worker/generate/seed.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { withFolder } from './support/lake.ts';

interface Planted {
  kind: string;
  line: number;
}

const WORLD = { users: 400, songs: 900, events: 40_000, seed: 7 };
const SHARE = 0.02;

/** The reason that each kind of planted defect is left out for. */
const REASONS: Record<string, string> = {
  duplicate: 'duplicate',
  impossible_length: 'impossible',
  negative_length: 'impossible',
  unknown_user: 'orphan_user',
  unknown_track: 'orphan_track',
  future_clock: 'clock_error',
  past_clock: 'clock_error',
  overlap: 'overlap',
};

describe('planted defects', () => {
  it('are left out of silver_listens with the right reason, 99 in 100 or more', async () => {
    const { rejected, planted, plays } = await rejectedOf(SHARE);
    const forChecks = planted.filter(defect => REASONS[defect.kind] !== undefined);
    expect(forChecks.length).toBeGreaterThan(WORLD.events * SHARE * 0.5);
    const caught = forChecks.filter(defect => rejected.get(defect.line) === REASONS[defect.kind]);
    expect(caught.length / forChecks.length).toBeGreaterThanOrEqual(0.99);
    const lines = new Set(planted.map(defect => defect.line));
    const falseAlarms = [...rejected].filter(([line]) => !lines.has(line));
    expect(falseAlarms.length / plays).toBeLessThan(0.0002);
  }, 60_000);

  it('are not seen where there are none', async () => {
    const { rejected, plays } = await rejectedOf(0);
    expect(rejected.size).toBe(0);
    expect(plays).toBe(WORLD.events);
  }, 60_000);
});

async function rejectedOf(
  defects: number,
): Promise<{ rejected: Map<number, string>; planted: Planted[]; plays: number }> {
  return withFolder(async folder => {
    const out = join(folder, 'generated');
    await generateSeed({ ...WORLD, out, defects: defects === 0 ? false : defects }, quietContext());
    const lake = openLakehouse(join(folder, 'test.tracklake'));
    try {
      await importPaths(lake, { paths: [out] }, quietContext());
      buildLakehouse(lake, {}, quietContext());
      const rows = lake.db.prepare('select line_no, reason from silver_rejected_listens').raw().all();
      const plays = Number(lake.db.prepare('select count(*) from bronze_fact_listening_events').pluck().get());
      const { files } = JSON.parse(readFileSync(join(out, 'defects.json'), 'utf8')) as { files: { rows: Planted[] }[] };
      return { rejected: new Map(rows as [number, string][]), planted: files[0]?.rows ?? [], plays };
    } finally {
      lake.close();
    }
  });
}
