import { expect, test } from 'vitest';
import { backfillRequest, weeksBetween } from '../../../src/worker/pipelines/backfill.ts';
import { pipelineNamed } from '../../../src/worker/pipelines/library.ts';
import { parsePipeline } from '../../../src/worker/pipelines/pipeline.ts';

test('a backfill is one run: each week’s steps in order, each week after the one before', () => {
  const pipeline = parsePipeline(
    `name: p
title: P
params: { folder: /weeks }
backfill: { params: { file: '\${folder}/trends_\${week}.csv' } }
steps:
  - { id: a, job: import, title: 'import \${file}', with: { paths: ['\${file}'] } }
  - { id: b, job: build, retries: 1 }
  - { id: c, job: check, needs: [a] }`,
    'p.yaml',
  );
  const request = backfillRequest(pipeline, { from: '2025-01-07', to: '2025-01-20' }, 'test');
  expect(request).toMatchObject({ title: 'P, 2025-01-07 to 2025-01-20', trigger: 'test', pipeline: 'p' });
  expect(request.jobs.map(({ title, needs }) => [title, needs])).toEqual([
    ['2025-01-07: import /weeks/trends_2025-01-07.csv', []],
    ['2025-01-07: b', [0]],
    ['2025-01-07: c', [0]],
    ['2025-01-14: import /weeks/trends_2025-01-14.csv', [1, 2]],
    ['2025-01-14: b', [3]],
    ['2025-01-14: c', [3]],
  ]);
  expect(request.jobs[3]).toMatchObject({ kind: 'import', params: { paths: ['/weeks/trends_2025-01-14.csv'] } });
});

test('the shipped weekly ingestion can be backfilled, the nightly build can not', () => {
  const range = { from: '2025-01-07', to: '2025-01-28' };
  const { jobs } = backfillRequest(pipelineNamed('weekly-ingestion'), range, 'test', { folder: '/data' });
  expect(jobs.filter(({ kind }) => kind === 'import').map(({ params }) => params['paths'])).toEqual(
    ['07', '14', '21', '28'].map(day => [`/data/trends_2025-01-${day}.csv`]),
  );
  expect(() => backfillRequest(pipelineNamed('nightly'), range, 'test')).toThrow(/nightly can't be backfilled/);
});

test.each([
  ['2025-01-07', '2025-01-06', /before/],
  ['2025-02-30', '2025-03-01', /not a day: "2025-02-30"/],
  ['07.01.2025', '2025-03-01', /not a day/],
  ['1990-01-02', '2025-01-07', /weeks at once/],
])('weeks %s to %s are refused', (from, to, message) => {
  expect(() => weeksBetween(from, to)).toThrow(message);
});

test('weeks pass a change to summer time', () => {
  expect(weeksBetween('2025-03-25', '2025-04-08')).toEqual(['2025-03-25', '2025-04-01', '2025-04-08']);
});
