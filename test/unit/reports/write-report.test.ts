import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSeed } from '../../../src/worker/generate/seed.ts';
import { importPaths } from '../../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../../src/worker/lakehouse/build.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { fitModel } from '../../../src/worker/recommenders/models/fit-model.ts';
import { listModels } from '../../../src/worker/recommenders/models/model-store.ts';
import { openServing } from '../../../src/worker/recommenders/serving/open-serving.ts';
import type { ReportOptions } from '../../../src/worker/reports/report.ts';
import { verifyReport } from '../../../src/worker/reports/verify.ts';
import { writeReport } from '../../../src/worker/reports/write-report.ts';

describe('a report on a lakehouse', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-report-'));
  let lake: Lakehouse;
  beforeAll(async () => {
    const context = quietContext();
    await generateSeed(
      { users: 80, songs: 200, events: 6000, defects: 40, seed: 2, out: join(folder, 'seed') },
      context,
    );
    lake = openLakehouse(join(folder, 'a.lake'));
    await importPaths(lake, { paths: [join(folder, 'seed')] }, context);
    buildLakehouse(lake, {}, context);
    await fitModel(lake, {}, context);
  });
  afterAll(() => {
    lake.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const made = (name: string, options: Omit<ReportOptions, 'out'>) =>
    writeReport(
      lake,
      { out: join(folder, name), override: { reason: 'a test' }, ...options },
      quietContext({ runId: `run-${name}` }),
    );

  it('asks the gates of the model; going past them wants a reason, which the model and the report keep', async () => {
    const refused = writeReport(lake, { out: join(folder, 'refused'), users: 1 }, quietContext());
    await expect(refused).rejects.toMatchObject({
      code: 'check_failed',
      message: expect.stringContaining('evaluated:') as string,
    });
    expect(readdirSync(folder)).not.toContain('refused');
    const page = readFileSync(
      (await made('past', { users: 1, override: { reason: 'shown to <b>Ada</b> alone' } })).main,
      'utf8',
    );
    expect(page).toContain('shown to &lt;b&gt;Ada&lt;/b&gt; alone');
    const [model] = listModels(lake);
    expect(model?.card.publications.map(({ action }) => action)).toEqual(['overridden', 'report refused', 'reported']);
    expect(model?.card.publications.at(-1)?.reason).toMatch(/^shown to <b>Ada<\/b> alone \(failed: evaluated: /);
  });

  it('has the sections, the lists and the stamp that it should', async () => {
    const { main, synthetic, modelId, snapshotId } = await made('page', { users: [3, 5], k: 4, title: 'Our picks' });
    const page = readFileSync(main, 'utf8');
    expect([...page.matchAll(/<h2>([^<]+)/g)].map(([, heading]) => heading)).toEqual([
      'Summary',
      'Listeners',
      'Model card',
      'Data checks',
      'Provenance',
    ]);
    expect([...page.matchAll(/<figcaption>\s*<h3>([^<]+)/g)].map(([, caption]) => caption)).toEqual([
      'Plays by week',
      'Genres: played and recommended',
      'Most played artists',
      'What the scores are made of',
      'Most recommended tracks',
      'When people listen',
    ]);
    expect(page.match(/class="number rank"/g)).toHaveLength(8);
    expect(page).toContain('Our picks');
    expect(page).toContain('Synthetic data');
    expect(page).toContain(modelId);
    expect(page).toContain(`on snapshot ${snapshotId}`);
    expect(page).toContain('fact_listening_events_2024.csv');
    expect(synthetic).toBe(true);
    expect(page.match(/https?:\/\//g)).toBeNull();
    expect((await verifyReport(main)).ok).toBe(true);
  });

  it('lists what the served model recommends, in its order, with its reasons', async () => {
    const { files } = await made('same', { users: [7], k: 5, formats: ['csv'] });
    const rows = readFileSync(files[0]?.path ?? '', 'utf8')
      .trimEnd()
      .split('\r\n')
      .slice(1);
    const { items } = openServing(lake).recommend({ userId: 7, k: 5 });
    expect(rows).toHaveLength(5);
    items.forEach((item, i) => {
      expect(rows[i]).toContain(`,${item.rank},${item.track_id},`);
      expect(rows[i]).toContain(String(item.score));
      expect(rows[i]).toContain((item.reasons[0]?.text ?? '').replaceAll('"', '""').slice(0, 20));
    });
  });

  it('is recorded with its files and their checksums', async () => {
    const summary = await made('recorded', { users: 3, formats: ['html', 'parquet'] });
    const row = lake.db.prepare('select * from lake_reports where report_id = ?').get(summary.reportId) as Record<
      string,
      string
    >;
    expect(row).toMatchObject({
      run_id: 'run-recorded',
      path: summary.main,
      formats: '["html","parquet"]',
      sha256: (await verifyReport(summary.main)).sha256,
      snapshot_id: summary.snapshotId,
      model_id: summary.modelId,
    });
    const { files } = JSON.parse(row['params'] ?? '{}') as { files: { name: string; sha256: string }[] };
    expect(files.map(file => file.name)).toEqual(['recommendations.parquet', 'report.html']);
  });

  it('never replaces another report: the second in a folder gets one of its own inside it', async () => {
    const options = { users: 2, formats: ['html', 'csv'] as const };
    const first = await made('shared', options);
    const bytes = first.files.map(file => readFileSync(file.path));
    const second = await made('shared', { ...options, k: 3, title: 'Another' });
    expect(first.folder).toBe(join(folder, 'shared'));
    expect(dirname(second.folder)).toBe(first.folder);
    expect(basename(second.folder)).toMatch(/^\d{4}-\d\d-\d\d-\d{4}-[0-9a-f]{6}$/);
    for (const file of second.files) expect(dirname(file.path)).toBe(second.folder);
    expect(first.files.map(file => readFileSync(file.path))).toEqual(bytes);
    for (const { main } of [first, second]) expect((await verifyReport(main)).ok).toBe(true);
    const path = lake.db.prepare('select path from lake_reports where report_id = ?').pluck();
    expect([first, second].map(({ reportId }) => path.get(reportId))).toEqual([first.main, second.main]);
  });

  it('takes a folder of its own where it is told to, also two reports at the same moment', async () => {
    const options = { users: 1, formats: ['csv'] as const, ownFolder: true };
    const both = await Promise.all([made('own', options), made('own', options)]);
    expect(new Set(both.map(summary => summary.folder)).size).toBe(2);
    for (const summary of both) expect(dirname(summary.folder)).toBe(join(folder, 'own'));
  });

  it('streams everybody, and a sample goes from the most active to the least', async () => {
    const all = await made('all', { users: 'all', k: 2, formats: ['csv'] });
    expect(all.listeners).toBe(80);
    const sample = await made('sample', { users: 4, k: 1, formats: ['csv'] });
    const ids = readFileSync(sample.main, 'utf8')
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map(row => Number(row.split(',')[0]));
    const plays = ids.map(id =>
      Number(lake.db.prepare('select count(*) from silver_listens where user_id = ?').pluck().get(id)),
    );
    expect(plays).toEqual([...plays].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(4);
  });

  it('refuses unknown listeners, models and formats before it writes anything', async () => {
    await expect(made('no', { users: [999_999] })).rejects.toMatchObject({
      code: 'not_found',
      message: 'unknown listener: 999999',
    });
    await expect(made('no', { users: 1, modelId: 'nothing' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(made('no', { users: 1, formats: ['pdf' as 'csv'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(made('no', { users: [] })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(made('no', { users: 1, k: 0 })).rejects.toMatchObject({ code: 'bad_input' });
    expect(readdirSync(folder)).not.toContain('no');
  });

  it('shows the planted defects that the checks and the import found', async () => {
    const page = readFileSync((await made('checks', { users: 1 })).main, 'utf8');
    expect(page).toContain('Rows turned away');
    expect(page).toContain('Plays left out');
    for (const reason of ['duplicate', 'impossible', 'orphan user', 'clock error', 'overlap'])
      expect(page).toContain(reason);
  });

  it('shows the last evaluation of the model’s recommender, and whose parameters it had', async () => {
    const { modelId } = await made('unjudged', { users: 1, formats: ['csv'] });
    const { params } = lake.db.prepare('select params from lake_models where model_id = ?').get(modelId) as {
      params: string;
    };
    const insert = lake.db.prepare(
      `insert into lake_evaluations (run_id, snapshot_id, recommender, params, protocol, metrics, seconds, created_at)
       values ('run-e', 1, ?, ?, ?, ?, 1, '2026-01-01T00:00:00.000Z')`,
    );
    const protocol = JSON.stringify({
      description: 'held out: the last weeks',
      held_out: { users_judged: 41 },
      attainable: { share: { 'ndcg@10': 0.625 } },
    });
    insert.run('popularity', '{}', protocol, '{"ndcg@10":0.05}');
    insert.run('hybrid', params, protocol, '{"ndcg@10":0.1234,"intervals":{"ndcg@10":[0.11,0.14]}}');
    const page = readFileSync((await made('judged', { users: 1 })).main, 'utf8');
    expect(page).toMatch(/0\.1234[^0]*0\.1100 … 0\.1400/);
    expect(page).toContain('62.5 % of the attainable');
    expect(page).toContain('Held out: the last weeks.');
    expect(page).not.toContain('with other parameters');
    insert.run('hybrid', '{"weights":{}}', protocol, '{"ndcg@10":0.01}');
    expect(readFileSync((await made('judged', { users: 1 })).main, 'utf8')).toContain('0.1234');
  });

  it('asks for a model where there is none', async () => {
    const empty = openLakehouse(join(folder, 'empty.lake'));
    const making = writeReport(empty, { out: join(folder, 'empty'), users: 'all' }, quietContext());
    await expect(making).rejects.toMatchObject({
      code: 'not_found',
      details: { hint: expect.stringContaining('fit') as string },
    });
    empty.close();
  });
});
