import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestHost } from '../support/host.ts';
import { judgeEvents, playOf } from './kill-events.ts';

test('a full disk refuses events with 507 and keeps nothing of them; those before and after are there, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-full-'));
  const flag = (process.env['TRACKLAKE_TEST_FULL'] = join(folder, 'full'));
  const host = await startTestHost({
    entries: {
      worker: join(import.meta.dirname, 'full-disk-worker.mjs'),
      cell: join(import.meta.dirname, '../../src/cell/index.ts'),
    },
  });
  const send = (from: number, to: number): Promise<Response> =>
    host.fetch('/api/events/take', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events: Array.from({ length: to - from }, (_, n) => playOf(from + n)) }),
    });
  try {
    expect((await send(0, 20)).status).toBe(200);
    writeFileSync(flag, '');
    const refused = await Promise.all([send(20, 40), send(40, 41)]);
    expect(refused.map(({ status }) => status)).toEqual([507, 507]);
    expect(await refused[0]?.json()).toMatchObject({
      code: 'full',
      message: expect.stringContaining('no room') as string,
    });
    rmSync(flag);
    expect((await send(100, 120)).status).toBe(200);
    const acknowledged = new Set(Array.from({ length: 20 }, (_, n) => [n, 100 + n]).flat());
    expect(await judgeEvents(host, acknowledged)).toEqual({ lost: 0, doubled: 0 });
    expect((await host.rpc.events.lag()).acceptedTo).toBe(40);
  } finally {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
    delete process.env['TRACKLAKE_TEST_FULL'];
  }
});
