import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PipelineRun } from '../../src/shared/rpc/pipelines.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';

const WEEK = join(import.meta.dirname, '../../data/samples/tracklake/fact_listening_events_2024.csv');
let host: TestHost;
let inbox: string;

beforeAll(async () => {
  host = await startTestHost({
    log: () => {},
    prepare(lakePath) {
      inbox = join(dirname(lakePath), 'inbox');
      mkdirSync(inbox);
      mkdirSync(join(dirname(lakePath), 'pipelines'));
      writeFileSync(
        join(dirname(lakePath), 'pipelines', 'inbox.yaml'),
        `name: inbox
title: Inbox
params: { folder: '${inbox}' }
watch: { folder: '\${folder}', settled_seconds: 1 }
backfill: { params: { folder: '\${folder}/trends_\${week}.csv' } }
steps:
  - { id: import, job: import, with: { paths: ['\${folder}'] } }
  - { id: check, job: check }
`,
      );
    },
  });
});
afterAll(() => host.close());

const runs = () => host.rpc.pipelines.runs({ name: 'inbox' });
const ended = ({ jobs }: PipelineRun): boolean => jobs.every(job => job.state !== 'queued' && job.state !== 'running');

test('a file that settles in a watched folder starts the pipeline; its steps say what they read and wrote', async () => {
  expect(await host.rpc.pipelines.list()).toContainEqual(
    expect.objectContaining({ name: 'inbox', backfill: true, watch: { folder: inbox, settledSeconds: 1 } }),
  );
  copyFileSync(WEEK, join(inbox, 'plays.csv'));
  await until(async () => (await runs()).some(ended), 20_000);
  const [run, ...more] = await runs();
  expect(more).toEqual([]);
  expect(run).toMatchObject({ pipeline: 'inbox', trigger: 'folder', jobs: [{ kind: 'import' }, { kind: 'check' }] });
  expect(run!.jobs.map(job => job.state)).toEqual(['succeeded', 'succeeded']);
  const touched = new Map((await host.rpc.pipelines.touched({ runId: run!.runId })).map(each => [each.jobId, each]));
  expect(touched.get(run!.jobs[0]!.jobId)).toMatchObject({
    reads: [{ kind: 'file', name: join(inbox, 'plays.csv') }],
    writes: [{ kind: 'relation', name: 'bronze_fact_listening_events', rows: expect.any(Number) as number }],
  });
});

test('a backfill stops at a week without a file, and says which', async () => {
  const { runId, jobIds } = await host.rpc.pipelines.backfill({ name: 'inbox', from: '2025-01-07', to: '2025-01-14' });
  expect(jobIds).toHaveLength(4);
  const run = async () => (await runs()).find(each => each.runId === runId)!;
  await until(async () => ended(await run()), 20_000);
  expect((await run()).jobs.map(job => job.state)).toEqual(['failed', 'cancelled', 'cancelled', 'cancelled']);
  expect((await run()).jobs[0]!.error?.message).toContain('trends_2025-01-07.csv');
  await expect(
    host.rpc.pipelines.backfill({ name: 'nightly', from: '2025-01-07', to: '2025-01-14' }),
  ).rejects.toMatchObject({ code: 'unsupported' });
});
