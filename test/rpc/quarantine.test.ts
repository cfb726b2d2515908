import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHost, until, type TestHost } from '../support/host.ts';

let host: TestHost;
const folder = mkdtempSync(join(tmpdir(), 'tracklake-quarantine-'));
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

test('rejected rows are listed by file and state, corrected, and taken back', async () => {
  const path = join(folder, 'fact_listening_events_2024.csv');
  const wrong = '4,1,4,2024-13-01T00:00:00Z,1000,0,radio,';
  const header = 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id';
  writeFileSync(path, `${header}\n1,1,4,2024-12-01T00:00:00Z,1000,0,radio,\n${wrong}\n5,1,4,,1000,0,radio,\n`);
  const { jobs } = await host.rpc.imports.start({ paths: [path], build: false });
  await until(async () => (await host.rpc.jobs.get({ jobId: jobs[0]!.jobId })).state === 'succeeded', 20_000);

  const open = await host.rpc.imports.quarantine({ state: 'open' });
  expect(open).toMatchObject({ total: 2, byFile: [{ fileName: 'fact_listening_events_2024.csv', count: 2 }] });
  const [first, second] = open.rows.map(({ quarantineId }) => quarantineId) as [number, number];
  expect(await host.rpc.imports.replay({ rows: [{ quarantineId: first }] })).toMatchObject([{ replayed: false }]);
  const raw = wrong.replace('-13-', '-12-');
  expect(await host.rpc.imports.replay({ rows: [{ quarantineId: first, raw }] })).toMatchObject([{ replayed: true }]);
  await host.rpc.imports.dismiss({ quarantineIds: [second] });
  const { rows } = await host.rpc.imports.quarantine({ state: 'replayed' });
  expect(rows).toMatchObject([{ quarantineId: first, raw: wrong, corrected: raw, replayedBy: expect.any(Number) }]);
  expect(await host.rpc.imports.undo({ quarantineIds: [first, second] })).toEqual({ open: [first, second] });
  await expect(host.rpc.imports.undo({ quarantineIds: [first] })).rejects.toMatchObject({ code: 'conflict' });
  expect(await host.rpc.imports.loads()).toHaveLength(1);
});

test('data docs tell what is there, as answers and as a file', async () => {
  const docs = await host.rpc.catalogue.docs();
  expect(docs.sources).toMatchObject([{ source: 'tracklake', waiting: 2, loads: 1 }]);
  expect(docs.schemas.find(({ name }) => name.startsWith('tracklake.fact_listening'))?.registeredAt).not.toBeNull();
  const { html } = await host.rpc.catalogue.docsHtml();
  expect(html).toContain('fact_listening_events_2024.csv');
  expect(html).not.toMatch(/<script/i);
});
