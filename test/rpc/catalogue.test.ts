import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { buildWorld } from '../lakehouse/support/world.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost({
    prepare: path => {
      const lake = openLakehouse(path);
      buildWorld(lake);
      lake.close();
    },
  });
});
afterAll(() => host.close());

test('relations say what they take on the disk, and views which columns they have', async () => {
  const named = async (name: string) => (await host.rpc.catalogue.relations()).find(each => each.name === name);
  await host.rpc.lake.status(); // the worker is up: from now on only the counting is waited for
  await until(async () => (await named('silver_dim_songs'))?.bytes !== null);
  for (const { name, bytes, columns, exists } of await host.rpc.catalogue.relations()) {
    expect(columns, name).toBeGreaterThan(0);
    if (exists && bytes !== null) expect(bytes % 4096, name).toBe(0);
  }
  expect((await named('bronze_fact_listening_events'))?.bytes).toBeGreaterThan(0);
  const views = (await host.rpc.catalogue.relations()).filter(each => each.exists && each.bytes === null);
  expect(views.length).toBeGreaterThan(0);
  for (const { name } of views) {
    const detail = await host.rpc.catalogue.relation({ name });
    expect(detail.mode, name).toBe('view');
    expect(detail.columnList.map(column => column.name)).toEqual([
      ...new Set(detail.columnList.map(({ name }) => name)),
    ]);
    expect(detail.columnList).toHaveLength(detail.columns);
  }
});
