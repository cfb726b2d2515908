import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { strays } from '../importers/support/lake.ts';
import { EVENTS, importAndKill, inspect, inspectAfterKill, writeEvents } from './import/kills.ts';

/** A few kills at chosen moments; `import-kill.long.test.ts` has 200 at random ones. */
describe('an import that is killed', () => {
  let folder = '';
  let file = '';
  let rows = 0;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracklake-kill-'));
    file = join(folder, 'fact_listening_events.csv');
    rows = writeEvents(file, 18 << 20);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves nothing to be seen, and the next import loads the file once', async () => {
    const lakePath = join(folder, 'lake');
    for (const moment of [{ afterMs: 0 }, { afterMs: 60 }, { atChunk: 1 }, { atChunk: 2 }, { afterMs: 250 }]) {
      await importAndKill(lakePath, file, moment);
      expect(inspectAfterKill(lakePath, rows).state).toMatch(/nothing|loaded/);
    }
    const lake = openLakehouse(lakePath);
    const summary = await importPaths(lake, { paths: [file] }, quietContext());
    expect(summary).toMatchObject({ filesLoaded: 1, rowsLoaded: rows });
    expect(inspect(lake, rows)).toEqual({ state: 'loaded', visible: rows });
    expect(strays(lake)).toEqual([]);
    lake.close();
  });

  it('would be seen torn if chunks were visible before their load (control)', async () => {
    const lakePath = join(folder, 'broken');
    const lake = openLakehouse(lakePath);
    lake.db.exec(`create trigger broken after insert on lake_${EVENTS} begin
      update lake_high_water set row_id = new.row_id where relation = '${EVENTS}'; end`);
    lake.close();
    expect(await importAndKill(lakePath, file, { atChunk: 1 })).toBe(true);
    expect(inspectAfterKill(lakePath, rows).state).toBe('torn');
  });
});
