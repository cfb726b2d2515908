import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConnections } from '../../src/worker/collectors/connections.ts';
import { openKeyStore } from '../../src/worker/collectors/keys/key-store.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { playsIn } from '../collectors/support/collecting.ts';
import type { FakeService } from '../collectors/support/fake-service.ts';
import { KEY, lastfmService, playsOf } from '../collectors/support/services.ts';
import { strays } from '../importers/support/lake.ts';

/** Pages are 200 plays, commits 25 pages. */
const plays = playsOf(9000);

export const PAGES = 45;

const closing: (() => unknown)[] = [];

export const closeScenes = (): Promise<unknown> => Promise.all(closing.splice(0).map(close => close()));

/** A service with 45 pages, and collections from it that are killed. */
export async function scene() {
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
    run: (killAfter?: number, laterMs = 0) => collectAndKill(service, lakePath, stateFolder, killAfter, laterMs),
  };
}

/** Runs a collection to its end, or kills it when the service has been asked so many more times, and so much later. */
function collectAndKill(
  service: FakeService,
  lake: string,
  state: string,
  killAfter = Infinity,
  laterMs: number,
): Promise<string> {
  const before = service.asked.length;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'collect-child.ts'), lake, state, 'lastfm'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += String(piece)));
  const watch = setInterval(() => {
    if (service.asked.length - before < killAfter) return;
    clearInterval(watch);
    setTimeout(() => child.kill('SIGKILL'), laterMs);
  }, 1);
  return new Promise(resolve => {
    child.on('close', (_code, signal) => {
      clearInterval(watch);
      resolve(signal === 'SIGKILL' ? 'killed' : output);
    });
  });
}

/** What is wrong with what was collected; all zero when nothing is. */
export function faultsOf(lakePath: string) {
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
