import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { collect, type CollectOptions, type CollectSummary } from '../../../src/worker/collectors/collect.ts';
import { openConnections } from '../../../src/worker/collectors/connections.ts';
import { WORLD, type ApiWorld } from '../../../src/worker/collectors/http/api-client.ts';
import { openKeyStore } from '../../../src/worker/collectors/keys/key-store.ts';
import type { Outside } from '../../../src/worker/collectors/open-source.ts';
import { quietContext, type JobContext } from '../../../src/worker/jobs/context.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import type { FakeService } from './fake-service.ts';
import { KEY } from './services.ts';

export interface Collecting {
  folder: string;
  lake: Lakehouse;
  outside: Outside;
  /** Everything that was logged. */
  logged: string[];
  /** Makes a fake service the one behind a source, with a key and an account. */
  use(source: string, service: Pick<FakeService, 'url'>): void;
  collect(options: CollectOptions, context?: Partial<JobContext>): Promise<CollectSummary>;
  count(relation: string): number;
}

/** No pauses, so that a test of six attempts is no test of patience. */
export const FAST: ApiWorld = {
  ...WORLD,
  sleep: () => new Promise(setImmediate),
  backoff: { firstMs: 2, mostMs: 10 },
  timeoutMs: 400,
  mostBytes: 2 << 20,
  longestRestMs: 2000,
};

/** Memory where there is some: a sync to disk costs more than all of a test. */
const fastFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const open: { close: () => void }[] = [];
afterEach(() => open.splice(0).forEach(one => one.close()));

/** A lakehouse with keys and addresses of its own, in memory where there is some. */
export function collecting(world: ApiWorld = FAST): Collecting {
  const folder = mkdtempSync(join(fastFolder, 'tracklake-collect-'));
  const lake = openLakehouse(join(folder, 'test.lake'));
  const state = join(folder, 'state');
  const outside: Outside = { keys: openKeyStore(state, undefined, {}), connections: openConnections(state, {}), world };
  const logged: string[] = [];
  open.push({
    close() {
      lake.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return {
    folder,
    lake,
    outside,
    logged,
    use(source, service) {
      outside.keys.write(source, KEY);
      outside.connections.change(source, {
        account: 'ana',
        baseUrl: service.url,
        signInUrl: service.url,
        clientId: 'app',
      });
    },
    collect(options, context = {}) {
      const ctx = quietContext({ log: (level, message) => logged.push(`${level}: ${message}`), ...context });
      return collect(lake, options, ctx, outside);
    },
    count: relation => Number(lake.db.prepare(`select count(*) from ${relation}`).pluck().get()),
  };
}

/** The plays in bronze as `second artist title`, sorted; a double would be there twice. */
export const playsIn = (lake: Lakehouse): string[] =>
  (
    lake.db
      .prepare('select played_at as at, artist_name as artist, track_title as title from bronze_fact_listening_events')
      .all() as { at: string; artist: string; title: string }[]
  )
    .map(({ at, artist, title }) => `${Date.parse(at) / 1000} ${artist} ${title}`)
    .sort();
