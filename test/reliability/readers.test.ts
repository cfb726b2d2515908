import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EVENTS } from './import/kills.ts';
import { readWhileImporting } from './read-while-importing.ts';

/** RELIABILITY row 10 in short; `readers.long.test.ts` has 10,000 reads. */
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tracklake-readers-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('readers see the rows of the loads that they see, whole', async () => {
  const { reads, wrong, states } = await readWhileImporting(folder, { files: 3, bytes: 600_000, reads: 100 });
  expect(wrong).toEqual([]);
  expect(reads).toBeGreaterThanOrEqual(100);
  expect(states).toBeGreaterThan(1);
});

test('control: rows that are stored before their load is there are noticed', async () => {
  const { wrong } = await readWhileImporting(folder, {
    files: 1,
    bytes: 18 << 20, // more than one commit
    reads: 10,
    relation: `lake_${EVENTS}`,
  });
  expect(wrong.length).toBeGreaterThan(0);
});
