import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJobs, type Jobs } from '../../../src/worker/jobs/queue.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { parsePipeline } from '../../../src/worker/pipelines/pipeline.ts';
import { watchFolders, type FolderWatcher } from '../../../src/worker/pipelines/watcher.ts';

let folder: string;
let inbox: string;
let lake: Lakehouse;
let jobs: Jobs;
let watcher: FolderWatcher;
let seconds: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-watch-'));
  inbox = join(folder, 'inbox');
  mkdirSync(inbox);
  lake = openLakehouse(join(folder, 'test.lake'));
  jobs = openJobs(lake, { interrupted: 'fail', bodiesUrl: new URL('../jobs/bodies-fixture.ts', import.meta.url) });
  seconds = 1000;
  watcher = watch();
});
afterEach(async () => {
  watcher.stop();
  await jobs.close();
  lake.close();
  rmSync(folder, { recursive: true });
});

const watch = (): FolderWatcher => {
  const pipeline = parsePipeline(
    `name: inbox
title: Inbox
params: { folder: '${inbox}' }
watch: { folder: '\${folder}', settled_seconds: 5 }
steps: [{ id: a, job: import, with: { rows: 1 } }]`,
    'inbox.yaml',
  );
  return watchFolders(lake, jobs, () => [pipeline], { now: () => seconds * 1000, everySeconds: 3600 });
};

/** Looks once a second; answers how many runs were started, each of which has ended. */
async function pass(howMany: number): Promise<number> {
  let started = 0;
  for (let n = 0; n < howMany; n += 1) {
    seconds += 1;
    for (const runId of await watcher.tick()) {
      started += 1;
      await jobs.finished(runId);
    }
  }
  return started;
}

test('a file starts the pipeline once nobody has written to it for a while, and only once, a restart included', async () => {
  expect(await pass(10)).toBe(0);
  writeFileSync(join(inbox, 'a.csv'), 'a,b\n');
  for (let n = 0; n < 10; n += 1) {
    expect(await pass(2)).toBe(0);
    appendFileSync(join(inbox, 'a.csv'), '1,2\n'); // a slow copy
  }
  expect(await pass(5)).toBe(0);
  expect(await pass(2)).toBe(1);
  expect(await pass(20)).toBe(0);
  watcher.stop();
  watcher = watch();
  expect(await pass(20)).toBe(0);
  expect(lake.db.prepare('select pipeline, trigger from lake_runs').raw().all()).toEqual([['inbox', 'folder']]);
});

test('while one file is still written, the settled ones wait; a changed file is new again', async () => {
  writeFileSync(join(inbox, 'a.csv'), 'a\n');
  writeFileSync(join(inbox, 'b.csv'), 'b\n');
  for (let n = 0; n < 8; n += 1) {
    expect(await pass(1)).toBe(0);
    appendFileSync(join(inbox, 'b.csv'), 'more\n');
  }
  expect(await pass(8)).toBe(1);
  appendFileSync(join(inbox, 'a.csv'), 'more\n');
  expect(await pass(8)).toBe(1);
});

test('unfinished names, hidden and empty files start nothing; a copy that keeps an old time still has to settle', async () => {
  for (const name of ['a.csv.part', '.hidden', 'b.crdownload', '~lock', 'c.tmp']) writeFileSync(join(inbox, name), 'x');
  expect(await pass(10)).toBe(0);
  writeFileSync(join(inbox, 'old.csv'), 'x');
  utimesSync(join(inbox, 'old.csv'), 1, 1);
  expect(await pass(5)).toBe(0);
  expect(await pass(1)).toBe(1);
  writeFileSync(join(inbox, 'empty.csv'), '');
  expect(await pass(10)).toBe(0);
});
