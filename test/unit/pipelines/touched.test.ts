import { expect, test } from 'vitest';
import type { Job } from '../../../src/shared/domain/jobs.ts';
import { touchedBy } from '../../../src/worker/pipelines/touched.ts';

const job = (kind: Job['kind'], result: unknown, state: Job['state'] = 'succeeded'): Job => ({
  jobId: 1,
  runId: 'run-1',
  kind,
  title: kind,
  params: {},
  state,
  attempt: 1,
  progress: null,
  result,
  error: null,
  createdAt: '',
  startedAt: '',
  finishedAt: '',
});
const file = (path: string, kind: 'loaded' | 'unchanged', rows: number) => ({
  kind,
  path,
  relation: 'bronze_dim_songs',
  rowsIn: rows,
  rowsLoaded: rows,
});

test('an import read its files and wrote to relations, each named once with all of its rows', () => {
  const files = [
    file('a.csv', 'loaded', 3),
    file('b.csv', 'loaded', 4),
    file('c.csv', 'unchanged', 9),
    { kind: 'skipped', path: 'd.txt' },
  ];
  expect(touchedBy(job('import', { files }))).toEqual({
    reads: [
      { kind: 'file', name: 'a.csv', rows: 3 },
      { kind: 'file', name: 'b.csv', rows: 4 },
      { kind: 'file', name: 'c.csv', rows: 9 },
    ],
    writes: [{ kind: 'relation', name: 'bronze_dim_songs', rows: 7 }],
  });
});

test('a build wrote what it built, and read what that is made from and it did not build itself', () => {
  const outcome = (relation: string, outcome: string) => ({ relation, outcome, rows: 5 });
  const outcomes = [outcome('silver_dim_songs', 'full'), outcome('silver_listens', 'unchanged')];
  const { reads, writes } = touchedBy(job('build', { outcomes }));
  expect(writes).toEqual([{ kind: 'relation', name: 'silver_dim_songs', rows: 5 }]);
  expect(reads.map(({ name }) => name)).toContain('bronze_dim_songs');
  expect(reads.map(({ name }) => name)).not.toContain('silver_dim_songs');
});

test('a step that failed is not known to have touched anything', () => {
  expect(touchedBy(job('import', null, 'failed'))).toEqual({ reads: [], writes: [] });
});
