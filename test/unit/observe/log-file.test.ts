import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
