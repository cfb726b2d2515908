import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CollectSummary } from '../../src/worker/collectors/collect.ts';
import { openConnections } from '../../src/worker/collectors/connections.ts';
import { openKeyStore } from '../../src/worker/collectors/keys/key-store.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { playsIn } from '../collectors/support/collecting.ts';
import type { FakeService } from '../collectors/support/fake-service.ts';
import { KEY, lastfmService, playsOf } from '../collectors/support/services.ts';
import { strays } from '../importers/support/lake.ts';

/** Pages are 200 plays, commits 25 pages: kills fall before, between and inside commits. */
const plays = playsOf(9000);
const KILLS = [1, 24, 25, 27];

const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map(close => close())));

describe('a collection that is killed', () => {
  it('goes on where it was, and in the end nothing is missing or double', async () => {
    const { lakePath, run } = await scene();
    for (const requests of KILLS) expect(await run(requests)).toBe('killed');
    const last = JSON.parse(await run()) as CollectSummary;
    expect(last.streams[0]).toMatchObject({ complete: true, resumed: true });
    expect(state(lakePath)).toEqual({ missing: 0, doubled: 0, strays: [], answers: true });
  });

  it('would hold plays twice if keys were not kept with the rows (control)', async () => {
    const { lakePath, run } = await scene();
    const lake = openLakehouse(lakePath);
    lake.db.exec('create trigger broken before insert on lake_collected_keys begin select raise(ignore); end');
    lake.close();
    expect(await run(40)).toBe('killed');
    await run();
    expect(state(lakePath).doubled).toBeGreaterThan(0);
  });
});

async function scene() {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-collect-kill-'));
  const service = await lastfmService(plays);
  closing.push(
    () => service.close(),
    () => rmSync(folder, { recursive: true, force: true }),
  );
  const stateFolder = join(folder, 'state');
  const lakePath = join(folder, 'test.lake');
  openKeyStore(stateFolder, undefined, {}).write('lastfm', KEY);
  openConnections(stateFolder, {}).change('lastfm', { account: 'ana', baseUrl: service.url });
  return {
    lakePath,
    run: (killAfter?: number) => collectAndKill(service, lakePath, stateFolder, killAfter),
  };
}

/** Runs a collection to its end, or kills it when the service has been asked so many more times. */
function collectAndKill(service: FakeService, lake: string, state: string, killAfter = Infinity): Promise<string> {
  const before = service.asked.length;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'collect-child.ts'), lake, state, 'lastfm'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += String(piece)));
  const watch = setInterval(() => {
    if (service.asked.length - before >= killAfter) child.kill('SIGKILL');
  }, 1);
  return new Promise(resolve => {
    child.on('close', (_code, signal) => {
      clearInterval(watch);
      resolve(signal === 'SIGKILL' ? 'killed' : output);
    });
  });
}

function state(lakePath: string) {
  const lake = openLakehouse(lakePath);
  try {
    const there = playsIn(lake);
    const wanted = new Set(plays.map(p => `${p.at} ${p.artist} ${p.title}`));
    const distinct = new Set(there);
    const claimed = lake.db.prepare('select sum(new_records) from bronze_collected_responses').pluck().get();
    return {
      missing: [...wanted].filter(play => !distinct.has(play)).length,
      doubled: there.length - distinct.size,
      strays: strays(lake),
      answers: claimed === there.length,
    };
  } finally {
    lake.close();
  }
}
