import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const hetrec = join(root, '../shared/data/hetrec2011-lastfm-2k');

let folder: string;
let lake: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-cli-'));
  lake = join(folder, 'demo.lake');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  code: number;
  out: string;
  bytes: Buffer;
  err: string;
}

function tracklake(...args: string[]): Promise<Answer> {
  return new Promise(resolve => {
    const options = { cwd: folder, encoding: 'buffer' as const, maxBuffer: 1 << 28 };
    execFile(process.execPath, [join(root, 'bin/tracklake.mjs'), ...args], options, (error, stdout, stderr) =>
      resolve({
        code: error === null ? 0 : Number(error.code),
        out: stdout.toString(),
        bytes: stdout,
        err: stderr.toString(),
      }),
    );
  });
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, out, err } = await tracklake(...args, '--json');
  if (code !== 0) throw new Error(`tracklake ${args.join(' ')} left with ${code}: ${err}`);
  return JSON.parse(out) as T;
}

test('one command goes from nothing to a report, and says what it made and where', async () => {
  const size = ['--users', '300', '--songs', '500', '--events', '20000', '--seed', '7'];
  const summary = await json<{
    rows_loaded: number;
    model_id: string;
    evaluation: { recommenders: { metrics: Record<string, number> }[] };
    report: { files: { path: string }[] };
  }>('run', '--lake', lake, ...size, '--out', join(folder, 'out'));
  expect(summary.rows_loaded).toBeGreaterThan(20_000);
  expect(summary.evaluation.recommenders[0]?.metrics).toMatchObject({
    'recall@20': expect.any(Number) as number,
    'ndcg@10': expect.any(Number) as number,
  });
  expect(summary.report.files.length).toBeGreaterThan(1);
  for (const { path } of summary.report.files) expect(statSync(path).size).toBeGreaterThan(100);
});

test('a listener gets ten tracks with scores that their reasons add up to', async () => {
  const items = await json<
    {
      rank: number;
      track_id: number;
      title: string;
      artist: string;
      score: number;
      reasons: { text: string; contribution: number }[];
    }[]
  >('recommend', '--user', '42', '--k', '10', '--lake', lake);
  expect(items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const { score, reasons, title, artist } of items) {
    expect(reasons.reduce((sum, reason) => sum + reason.contribution, 0)).toBeCloseTo(score, 4);
    expect(title && artist && reasons[0]?.text).toBeTruthy();
  }
});

test('a file is loaded once, can be forgotten, and comes back the same', async () => {
  const count = () =>
    json<{ n: number }[]>('query', 'select count(*) as n from bronze_fact_listening_events', '--lake', lake);
  const before = await count();
  const again = await json<{ filesLoaded: number; filesUnchanged: number }>(
    'import',
    join(folder, 'out/data'),
    '--lake',
    lake,
  );
  expect(again).toMatchObject({ filesLoaded: 0, filesUnchanged: 6 });
  await json('loads', '--forget', 'fact_listening_events_2024.csv', '--lake', lake);
  expect(await count()).toEqual([{ n: 0 }]);
  expect(await json('import', join(folder, 'out/data'), '--lake', lake)).toMatchObject({
    filesLoaded: 1,
    rowsLoaded: before[0]?.n,
  });
  expect(await count()).toEqual(before);
});

test('a new week is found, appended and built incrementally', async () => {
  await json('build', '--lake', lake);
  await json('generate', 'weekly', '--out', join(folder, 'out/data'));
  const added = await json<{ filesLoaded: number }>('import', join(folder, 'out/data'), '--lake', lake);
  expect(added.filesLoaded).toBe(1);
  const built = await json<{ outcomes: { relation: string; outcome: string }[] }>('build', '--lake', lake);
  expect(built.outcomes.find(({ relation }) => relation === 'silver_weekly_tracks')?.outcome).toBe('incremental');
  expect(
    await json('query', 'select max(week_end) as week from silver_weekly_trending_tracks', '--lake', lake),
  ).toEqual([{ week: '2025-01-07' }]);
});

test('queries only read, and print tables, CSV, JSON lines and Arrow', async () => {
  const sql = `select 1 as a, '=1+1' as b, null as c, 9007199254740993 as d`;
  const as = async (format: string) => tracklake('query', sql, '--format', format, '--lake', lake);
  expect((await as('csv')).out).toBe(`a,b,c,d\n1,'=1+1,,9007199254740993\n`);
  expect((await as('jsonl')).out).toBe(`{"a":1,"b":"=1+1","c":null,"d":"9007199254740993"}\n`);
  expect((await as('table')).out).toContain('1 row');
  expect(
    tableFromIPC((await as('arrow')).bytes)
      .getChild('d')
      ?.get(0),
  ).toBe(9007199254740993n);
  const refused = await tracklake('query', 'drop table lake_loads', '--lake', lake);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(await json('query', 'select count(*) > 0 as kept from lake_loads', '--lake', lake)).toEqual([{ kept: 1 }]);
});

test('status, check and loads tell what there is', async () => {
  expect(await json('status', '--lake', lake)).toMatchObject({
    checks: { errors: 0 },
    served_model: { recommender: 'hybrid' },
  });
  expect(await json('check', '--lake', lake)).toMatchObject({ failed: 0 });
  expect(await json<unknown[]>('loads', '--lake', lake)).toHaveLength(8);
});

test.each([
  [['recommend', '--lake', 'nowhere.lake', '--user', '1'], 3, 'no lakehouse at'],
  [['import', 'nowhere.csv', '--lake', 'x.lake'], 3, 'no such file'],
  [['improt'], 2, 'import'],
  [['generate', 'seed'], 2, "required option '--out"],
  [['run', '--users', 'many'], 2, 'not a whole number: "many"'],
  [['query', 'selekt 1', '--lake', 'demo.lake'], 2, 'selekt'],
])('a wrong call leaves with a code and a sentence: %j', async (args, code, sentence) => {
  const answer = await tracklake(...args);
  expect(answer.code).toBe(code);
  expect(answer.err).toContain(sentence);
});

test('bad rows are kept in quarantine with their place', async () => {
  const file = join(folder, 'events.csv');
  writeFileSync(file, 'user_id,track_id,played_at\n1,2,2024-01-01T00:00:00Z\n1,2,never\n');
  const own = join(folder, 'own.lake');
  expect(await json('import', file, '--lake', own)).toMatchObject({ rowsIn: 2, rowsLoaded: 1, rowsQuarantined: 1 });
  expect(await json('query', 'select line_no, column_name, raw from lake_quarantine', '--lake', own)).toEqual([
    { line_no: 3, column_name: 'played_at', raw: '1,2,never' },
  ]);
});

test.skipIf(!existsSync(hetrec))(
  'real listening counts go the same way from files to a report',
  async () => {
    const summary = await json<{ rows_loaded: number; report: { files: { path: string }[] } }>(
      'run',
      '--from',
      hetrec,
      '--lake',
      join(folder, 'hetrec.lake'),
      '--out',
      join(folder, 'hetrec'),
    );
    expect(summary.rows_loaded).toBeGreaterThan(300_000);
    const html = summary.report.files.find(({ path }) => path.endsWith('.html'));
    expect(readFileSync(html?.path ?? '', 'utf8')).not.toContain('synthetic data');
    expect(readdirSync(join(folder, 'hetrec'))).toContain('report');
  },
  240_000,
);
