import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';

const root = join(import.meta.dirname, '../..');
const WEEK = join(root, 'data/samples/tracklake/fact_listening_events_2024.csv');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-pipeline-'));
  mkdirSync(join(folder, 'pipelines'));
  mkdirSync(join(folder, 'in'));
  copyFileSync(WEEK, join(folder, 'in', 'trends_2025-01-07.csv'));
  writeFileSync(
    join(folder, 'pipelines', 'mine.yaml'),
    `name: mine
title: Mine
params: { folder: '${join(folder, 'in')}' }
backfill: { params: { folder: '\${folder}/trends_\${week}.csv' } }
steps:
  - { id: import, job: import, with: { paths: ['\${folder}'] } }
  - { id: check, job: check }
`,
  );
  writeFileSync(join(folder, 'pipelines', 'bad.yaml'), 'name: bad\ntitle: Bad\nsteps:\n  - { id: a, job: bild }\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const all = [join(root, 'bin/tracklake.mjs'), 'run', '--lake', join(folder, 'my.lake'), ...args];
  return new Promise(resolve =>
    execFile(process.execPath, all, { cwd: folder }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    ),
  );
}

test('a pipeline’s wrong file is named with its line, and a near miss is helped', async () => {
  expect(await run('--pipeline', 'bad')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/bad\.yaml:4: steps\.0\.job: .*\(it says "bild"\)/) as string,
  });
  expect((await run('--pipeline', 'min')).err).toContain('did you mean mine?');
});

test('a backfill stops at a week without a file, and goes on from there when it is there', async () => {
  const weeks = ['--pipeline', 'mine', '--backfill', '2025-01-07..2025-01-14'];
  const stopped = await run(...weeks);
  expect(stopped).toMatchObject({
    code: 3,
    err: expect.stringContaining('trends_2025-01-14.csv: no such file') as string,
  });
  copyFileSync(WEEK, join(folder, 'in', 'trends_2025-01-14.csv'));
  const resumed = await run('--pipeline', 'mine', '--resume');
  expect(resumed.code).toBe(0);
  const begun = [...resumed.err.matchAll(/▸ (.*)/g)].map(([, title]) => title);
  expect(begun).toEqual(['2025-01-14: import', '2025-01-14: check']);
  expect(await run('--pipeline', 'mine', '--resume')).toMatchObject({
    code: 5,
    err: expect.stringContaining('did not fail') as string,
  });
  expect((await run('--resume')).err).toContain('--resume takes --pipeline');
});

test('while an app has the lakehouse open, the command says that it is locked, and runs when it is free', async () => {
  const app = openLakehouse(join(folder, 'my.lake'));
  expect(await run('--pipeline', 'mine')).toMatchObject({
    code: 5,
    err: expect.stringMatching(/is writing this lakehouse/) as string,
  });
  app.close();
  expect((await run('--pipeline', 'mine')).code).toBe(0);
});
