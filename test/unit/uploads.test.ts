import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { receiveUpload, safeName } from '../../src/main/uploads.ts';

test('an empty file is a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-uploads-'));
  const answer = await receiveUpload(
    new Request('http://localhost/uploads?name=empty.csv', { method: 'POST' }),
    folder,
  );
  const { path, bytes } = (await answer.json()) as { path: string; bytes: number };
  expect([answer.status, bytes, basename(path), readFileSync(path, 'utf8')]).toEqual([200, 0, 'empty.csv', '']);
  rmSync(folder, { recursive: true });
});

test('a name keeps its words and ending in every script, and fits a file system', () => {
  expect(safeName('הפעלות 🎧 (2).csv')).toBe('הפעלות 🎧 (2).csv');
  expect(safeName('C:\\music\\..\\a<b>|c?.json')).toBe('a_b__c_.json');
  expect(safeName('../../etc/passwd')).toBe('passwd');
  expect(safeName('.bashrc\u0000\u202e')).toBe('bashrc__');
  const long = safeName(`${'再生履歴'.repeat(60)}.csv`);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
  expect(long).toMatch(/歴\.csv$/);
  expect(safeName('..')).toBe('upload');
});
