import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { projectFile } from '../../src/worker/project-file.ts';

/** The bookkeeping of the first version, which later ones only add to. */
const FIRST = /const BOOKKEEPING = `([^`]*)`/.exec(
  readFileSync(projectFile('src/worker/lakehouse/schema.ts'), 'utf8'),
)?.[1];

it('a lakehouse from before there were collectors gets what they need, and keeps what it has', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-migrate-'));
  const path = join(folder, 'old.lake');
  const old = new Database(path);
  old.exec(FIRST ?? '');
  old.exec(`insert into lake_meta (key, value) values ('lake_id', 'as-it-was'); pragma user_version = 1`);
  old.close();

  const lake = openLakehouse(path);
  expect(lake.db.prepare(`select value from lake_meta where key = 'lake_id'`).pluck().get()).toBe('as-it-was');
  for (const name of ['lake_collect_cursors', 'lake_collected_keys', 'bronze_collected_responses'])
    expect(lake.db.prepare(`select count(*) from ${name}`).pluck().get()).toBe(0);
  lake.close();
  rmSync(folder, { recursive: true });
});
