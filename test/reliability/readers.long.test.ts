import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWhileImporting } from './read-while-importing.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tracklake-readers-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('10,000 reads by three readers and a long one during an import: none wrong, the log within 64 MB', async () => {
  const report = await readWhileImporting(folder, { files: 12, bytes: 4 << 20, reads: 10_000 });
  process.stdout.write(
    `${report.reads} reads, ${report.wrong.length} wrong, ${report.states} states; ` +
      `the log at most ${Math.round(report.highestWal / 1e6)} MB with a long reader, ${Math.round(report.lastWal / 1e6)} MB after\n`,
  );
  expect(report.wrong).toEqual([]);
  expect(report.lastWal).toBeLessThanOrEqual(64e6);
});
