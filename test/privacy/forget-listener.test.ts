import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAppState } from '../../src/worker/app-state/open.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { verifyLoads } from '../../src/worker/lakehouse/ledger-verify.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { forgetListener } from '../../src/worker/privacy/forget-listener.ts';
import type { ForgetReceipt } from '../../src/worker/privacy/receipt.ts';
import { filesUnder, lakehouseFiles, searchFiles } from '../../src/worker/privacy/search-files.ts';
import { fitModel } from '../../src/worker/recommenders/models/fit-model.ts';
import { servedModel } from '../../src/worker/recommenders/models/model-store.ts';
import { openServing } from '../../src/worker/recommenders/serving/open-serving.ts';
import { writeReport } from '../../src/worker/reports/write-report.ts';
import { generatedLake, type GeneratedLake } from '../recommenders/support/generated-lake.ts';

const NAME = 'Zebulon Quixwater';
const LISTENER = 7;

/** The name is theirs alone, in the user file and in a row that goes to quarantine. */
function plant(seedFolder: string): void {
  const users = join(seedFolder, 'dim_users.csv');
  const [header = '', ...lines] = readFileSync(users, 'utf8').trimEnd().split('\n');
  const nameAt = header.split(',').indexOf('name');
  const idAt = header.split(',').indexOf('user_id');
  const named = lines.map(line => {
    const cells = line.split(',');
    return cells[idAt] === String(LISTENER) ? cells.with(nameAt, NAME).join(',') : line;
  });
  expect(named).not.toEqual(lines);
  writeFileSync(users, `${[header, ...named, `,${NAME}`].join('\n')}\n`);
}

async function prepared(): Promise<GeneratedLake & { cacheFolder: string; stateFolder: string; out: string }> {
  const made = await generatedLake(plant);
  const [cacheFolder, stateFolder, out] = ['cache', 'state', 'report'].map(name => join(made.folder, name)) as [
    string,
    string,
    string,
  ];
  const context = quietContext();
  await fitModel(made.lake, { params: { parts: { ials: { dimensions: 8, epochs: 3 } } } }, context);
  await fitModel(made.lake, { recommender: 'vmis-knn' }, context);
  await writeReport(
    made.lake,
    { users: 'all', k: 3, formats: ['html', 'csv'], out, override: { reason: 'a test' } },
    context,
  );
  mkdirSync(join(cacheFolder, 'results', '0123456789abcdef'), { recursive: true });
  writeFileSync(join(cacheFolder, 'results', '0123456789abcdef', 'data'), `rows with ${NAME} in them`);
  const state = openAppState(stateFolder);
  state.db
    .prepare(
      `insert into history (cell_id, sql, params, state, started_at) values ('a', ?, '{}', 'completed', '2025-01-01')`,
    )
    .run(`select * from silver_dim_users where name = '${NAME}'`);
  state.db
    .prepare(
      `insert into history (cell_id, sql, params, state, started_at) values ('b', 'select 1', '{}', 'completed', '2025-01-01')`,
    )
    .run();
  state.close();
  return { ...made, cacheFolder, stateFolder, out };
}

describe('forgetting a listener', () => {
  let made: Awaited<ReturnType<typeof prepared>>;
  let receipt: ForgetReceipt;
  const everywhere = () => [
    ...lakehouseFiles(made.lake.path),
    ...filesUnder(made.cacheFolder),
    ...filesUnder(made.stateFolder),
    ...filesUnder(made.out),
  ];

  beforeAll(async () => {
    made = await prepared();
  }, 60_000);
  afterAll(() => made.remove());

  test('the name is found in every place where it was planted, before', () => {
    const { found } = searchFiles(everywhere(), [NAME]);
    expect(found).toContain(join(made.stateFolder, 'state.db'));
    expect(found.filter(path => path.startsWith(made.cacheFolder))).toHaveLength(1);
    expect(found.filter(path => path.startsWith(made.out)).length).toBeGreaterThan(0);
    expect(found.filter(path => path.startsWith(made.lake.path)).length).toBeGreaterThan(0);
    expect(made.lake.db.prepare('select count(*) from lake_quarantine where instr(raw, ?) > 0').pluck().get(NAME)).toBe(
      1,
    );
  });

  test('leaves a receipt that says what went, and not who it was', async () => {
    const { cacheFolder, stateFolder } = made;
    receipt = await forgetListener(made.lake, { listener: LISTENER, cacheFolder, stateFolder }, quietContext());
    expect(receipt).toMatchObject({ complete: true, rowsLeft: 0, quarantine: 1, reports: 1, results: 1, history: 1 });
    expect(receipt.bronze['bronze_fact_listening_events']).toBeGreaterThan(0);
    expect(receipt.bronze['bronze_dim_users']).toBe(1);
    expect(receipt.search).toMatchObject({ words: 1, found: [] });
    expect(JSON.stringify(receipt)).not.toContain(NAME);
  }, 60_000);

  test('leaves no byte of the name in any file, nor a row with the id', () => {
    expect(searchFiles(everywhere(), [NAME]).found).toEqual([]);
    expect(existsSync(join(made.out, 'report.html'))).toBe(false);
    for (const relation of ['silver_listens', 'silver_dim_users', 'gold_user_insights', 'bronze_recommendation_events'])
      expect(made.lake.db.prepare(`select count(*) from ${relation} where user_id = ?`).pluck().get(LISTENER)).toBe(0);
  });

  test('leaves everybody else, a true ledger, and models that learned without them', () => {
    expect(made.lake.db.prepare('select count(*) from silver_dim_users').pluck().get()).toBeGreaterThan(200);
    expect(verifyLoads(made.lake).filter(({ intact }) => !intact)).toEqual([]);
    expect(receipt.modelsFittedAgain).toHaveLength(2);
    expect(servedModel(made.lake)!.modelId).toBe(receipt.modelsFittedAgain[0]);
    expect(openServing(made.lake).dataset.userIds).not.toContain(LISTENER);
    expect(openServing(made.lake).recommend({ userId: 8, k: 3 }).items).toHaveLength(3);
    const state = openAppState(made.stateFolder);
    expect(state.db.prepare('select sql from history').pluck().all()).toEqual(['select 1']);
    state.close();
  });

  test('the same file does not bring them back, and asking again finds nobody', async () => {
    await importPaths(made.lake, { paths: [join(made.seedFolder, 'dim_users.csv')] }, quietContext());
    expect(made.lake.db.prepare('select count(*) from bronze_dim_users where user_id = ?').pluck().get(LISTENER)).toBe(
      0,
    );
    await expect(forgetListener(made.lake, { listener: LISTENER }, quietContext())).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('control: rows that are merely deleted leave the name in the file', async () => {
  const made = await generatedLake(plant);
  try {
    made.lake.db.pragma('secure_delete = OFF');
    made.lake.db.prepare('delete from lake_bronze_dim_users where user_id = ?').run(LISTENER);
    made.lake.db.pragma('wal_checkpoint(TRUNCATE)');
    expect(searchFiles(lakehouseFiles(made.lake.path), [NAME]).found.length).toBeGreaterThan(0);
  } finally {
    made.remove();
  }
}, 60_000);

test('a word is found across the border of two reads', () => {
  const folder = join(process.env['TMPDIR'] ?? '/tmp', `tracklake-search-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'long');
  writeFileSync(file, Buffer.concat([Buffer.alloc(4 * 1024 * 1024 - 5, 32), Buffer.from(NAME)]));
  expect(searchFiles([file], [NAME]).found).toEqual([file]);
  expect(searchFiles([file], ['Somebody Else']).found).toEqual([]);
});
