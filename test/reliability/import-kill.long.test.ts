import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { strays } from '../importers/support/lake.ts';
import { EVENTS, importAndKill, inspect, inspectAfterKill, writeEvents, type Moment } from './import/kills.ts';

const KILLS = Number(process.env.KILLS ?? 200);

/** RELIABILITY row 1: kill -9 at random moments of a 50 MB import, always into the same lakehouse. */
describe(`${KILLS} kills during a 50 MB import`, () => {
  let folder = '';
  let file = '';
  let rows = 0;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracklake-kill-'));
    file = join(folder, 'fact_listening_events.csv');
    rows = writeEvents(file, 50 << 20);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('loses nothing, doubles nothing, tears nothing', async () => {
    const lakePath = join(folder, 'lake');
    const found: Record<string, number> = {};
    let killed = 0;
    let longest = await undisturbed(lakePath);
    for (let n = 0; killed < KILLS; n += 1) {
      const before = performance.now();
      const wasKilled = await importAndKill(lakePath, file, momentOf(n, longest));
      if (!wasKilled && n % 4 > 0) longest = Math.max(300, performance.now() - before - 200);
      killed += Number(wasKilled);
      const { state } = inspectAfterKill(lakePath, rows);
      found[wasKilled ? `killed: ${state}` : `not killed in time: ${state}`] ??= 0;
      found[wasKilled ? `killed: ${state}` : `not killed in time: ${state}`]! += 1;
    }
    console.log(`${killed} kills of an import of ${(statSync(file).size / 1e6).toFixed(0)} MB, ${rows} rows:`, found);
    expect(Object.keys(found).filter(state => /lost|torn|duplicated/.test(state))).toEqual([]);
    const lake = openLakehouse(lakePath);
    await importPaths(lake, { paths: [file] }, quietContext());
    expect(inspect(lake, rows)).toEqual({ state: 'loaded', visible: rows });
    expect(strays(lake)).toEqual([]);
    lake.close();
  });

  it('is found torn when chunks are visible before their load (control)', async () => {
    const lakePath = join(folder, 'broken');
    const lake = openLakehouse(lakePath);
    lake.db.exec(`create trigger broken after insert on lake_${EVENTS} begin
      update lake_high_water set row_id = new.row_id where relation = '${EVENTS}'; end`);
    lake.close();
    expect(await importAndKill(lakePath, file, { atChunk: 2 })).toBe(true);
    expect(inspectAfterKill(lakePath, rows).state).toBe('torn');
  });

  /** How long the import takes when left alone, in milliseconds; the file is forgotten again. */
  async function undisturbed(lakePath: string): Promise<number> {
    const before = performance.now();
    await importAndKill(lakePath, file, { afterMs: 600_000 });
    const ms = performance.now() - before;
    expect(inspectAfterKill(lakePath, rows)).toEqual({ state: 'loaded', visible: rows });
    return ms;
  }
});

/** Every fourth kill comes right after a commit, the last chunk's among them; the others whenever. */
const momentOf = (n: number, longest: number): Moment =>
  n % 4 === 0 ? { atChunk: 1 + ((n / 4) % CHUNKS) } : { afterMs: longest * share(n) };

/** A file of 50 MB is read in so many. */
const CHUNKS = 7;

/** Shares of the import's time that fill 0 to 1 evenly, in a scattered order (golden ratio). */
const share = (n: number): number => ((n + 0.5) * 0.6180339887498949) % 1;
