import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { previewFile } from '../../src/worker/importers/preview.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracklake-unknown-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refusal = async (text: string): Promise<string> => {
  const path = join(folder, 'file.csv');
  writeFileSync(path, text);
  return previewFile(path).then(
    () => 'read',
    (error: unknown) => (error as Error).message,
  );
};

it('a file that no importer knows is refused with what is odd about it', async () => {
  expect(await refusal('x'.repeat(3 << 20))).toMatch(
    /no importer knows this kind of file: its first 64 kB are one line$/,
  );
  expect(await refusal('\n \n')).toMatch(/: it holds no text$/);
  expect(await refusal('Dear diary,\ntoday I heard nothing.\n')).toMatch(/no importer knows this kind of file$/);
});
