import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../../src/worker/lakehouse/build.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { relations } from '../../../src/worker/lakehouse/relations.ts';
import { filler } from '../../lakehouse/support/fill.ts';

export type How = 'full' | 'changes' | 'torn';

/** What each relation holds, as a hash. */
type State = Record<string, string>;

/** A lakehouse that is built, with one more week waiting in bronze; what its relations hold before that week and with it. */
export interface Prepared {
  path: string;
  before: State;
  after: State;
}

export function prepare(folder: string, events: number): Prepared {
  const path = join(folder, 'prepared.lake');
  const lake = openLakehouse(path);
  const world = filler(lake, { users: 200, songs: 500, artists: 60, events, playlists: 80, seed: 9 });
  world.dims();
  world.year();
  buildLakehouse(lake, {}, quietContext());
  const before = stateOf(lake);
  world.week(0);
  lake.close();
  const built = copyOf(path, join(folder, 'built.lake'));
  const done = openLakehouse(built);
  buildLakehouse(done, {}, quietContext());
  const after = stateOf(done);
  done.close();
  return { path, before, after };
}

/** Copies a closed lakehouse over another one, whose log goes too. */
export function copyOf(from: string, to: string): string {
  for (const suffix of ['-wal', '-shm', '-writer']) rmSync(`${to}${suffix}`, { force: true });
  copyFileSync(from, to);
  return to;
}

/** Builds in a process of its own, killed (SIGKILL) so long after it has begun; false when it was done before. */
export async function buildAndKill(path: string, how: How, afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'build-child.ts'), path, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', () => (timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs)));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

export interface Finding {
  /** Relations that hold what they held before, and those that hold the new week. */
  old: number;
  fresh: number;
  /** Those that hold anything else, and those whose number of rows isn't the recorded one. */
  torn: string[];
}

/** What a reader finds after a kill. */
export function inspect(path: string, { before, after }: Prepared): Finding {
  const lake = openLakehouse(path, { readonly: true });
  try {
    const found = stateOf(lake);
    const changed = Object.keys(after).filter(name => before[name] !== after[name]);
    const tables = lake.db.prepare(`select relation, rows from lake_relations where mode <> 'view'`).raw().all() as [
      string,
      number,
    ][];
    const miscounted = tables.filter(
      ([name, rows]) => lake.db.prepare(`select count(*) from ${name}`).pluck().get() !== rows,
    );
    return {
      old: changed.filter(name => found[name] === before[name]).length,
      fresh: changed.filter(name => found[name] === after[name]).length,
      torn: [
        ...Object.keys(after).filter(name => found[name] !== before[name] && found[name] !== after[name]),
        ...miscounted.map(([name]) => `${name}: rows`),
      ],
    };
  } finally {
    lake.close();
  }
}

/** Builds to the end, as the next start does; answers the relations that don't hold what they should, and leftovers. */
export function finish(path: string, { after }: Prepared): string[] {
  const lake = openLakehouse(path);
  buildLakehouse(lake, {}, quietContext());
  const found = stateOf(lake);
  const left = lake.db
    .prepare(`select name from sqlite_schema where name like 'lake\\_beside\\_%' escape '\\'`)
    .pluck()
    .all() as string[];
  lake.close();
  return [...Object.keys(after).filter(name => found[name] !== after[name]), ...left];
}

function stateOf(lake: Lakehouse): State {
  // a view shows what its tables hold, which may be of two builds: it has no state of its own
  const tables = relations().filter(({ header }) => !header.isView);
  return Object.fromEntries(tables.map(({ name, header }) => [name, hashOf(lake, name, header.key)]));
}

function hashOf(lake: Lakehouse, name: string, key: readonly string[]): string {
  const hash = createHash('sha256');
  for (const row of lake.db
    .prepare(`select * from ${name} order by ${key.join(', ')}`)
    .raw()
    .iterate())
    hash.update(JSON.stringify(row));
  return hash.digest('hex');
}
