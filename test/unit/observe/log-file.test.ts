import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLogFile } from '../../../src/main/observe/log-file.ts';

const record = {
  at: '2025-01-01T00:00:00.000Z',
  run: 'run-1',
  process: 'host',
  level: 'info',
  message: 'hello',
} as const;

it('holds what was written before it was opened, once it is closed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-log-'));
  const log = openLogFile(join(folder, 'logs'));
  log.write(record);
  await log.close();
  expect(JSON.parse(readFileSync(log.path, 'utf8'))).toMatchObject({ level: 'info', msg: 'hello' });
  rmSync(folder, { recursive: true });
});

it('does no harm where its folder is gone before it is opened', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-log-'));
  const log = openLogFile(folder);
  rmSync(folder, { recursive: true });
  log.write(record);
  await expect(log.close()).resolves.toBeUndefined();
});

it('puts a file aside that has grown too long, keeps five of them, and loses no line meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-log-'));
  const log = openLogFile(folder, 20_000);
  for (let n = 0; n < 450; n += 1) log.write({ ...record, message: `line ${n} ${'x'.repeat(40)}` });
  await log.close();
  const files = readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  expect(files).toEqual([4, 3, 2, 1].map(n => `tracklake.jsonl.${n}`).concat('tracklake.jsonl'));
  for (const file of files) expect(statSync(join(folder, file)).size).toBeLessThan(22_000);
  const numbers = files.flatMap(file =>
    readFileSync(join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .filter(line => line !== '')
      .map(line => Number(/line (\d+)/.exec((JSON.parse(line) as { msg: string }).msg)?.[1])),
  );
  expect(numbers).toEqual(Array.from({ length: 450 }, (_, n) => n));
  rmSync(folder, { recursive: true });
});
