import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAndKill, copyOf, finish, inspect, prepare, type Prepared } from './build/kills.ts';

const KILLS = Number(process.env.KILLS ?? 200);

/** RELIABILITY row 1: kill -9 at random moments of a build, in full and of changes. */
describe(`${KILLS} kills during a build`, () => {
  let folder = '';
  let prepared: Prepared;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracklake-build-kill-'));
    prepared = prepare(folder, 40_000);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves each relation as it was or as it is to be, and the next build ends it', async () => {
    const path = join(folder, 'work.lake');
    const longest = { full: 1500, changes: 700 };
    const found = { killed: 0, 'done before': 0, 'all old': 0, 'all new': 0, 'some of each': 0 };
    const faults: string[] = [];
    for (let n = 0; found.killed < KILLS; n += 1) {
      const how = n % 2 === 0 ? 'full' : 'changes';
      copyOf(prepared.path, path);
      const killed = await buildAndKill(path, how, ((n * 0.618) % 1) * longest[how]);
      found[killed ? 'killed' : 'done before'] += 1;
      if (!killed) longest[how] *= 0.9;
      const { old, fresh, torn } = inspect(path, prepared);
      found[fresh === 0 ? 'all old' : old === 0 ? 'all new' : 'some of each'] += 1;
      faults.push(...torn, ...(n % 5 === 0 ? finish(path, prepared) : []));
    }
    console.log(found);
    expect(faults).toEqual([]);
    expect(finish(path, prepared)).toEqual([]);
  });

  it('would be seen torn if a relation were written in place (control)', async () => {
    const path = copyOf(prepared.path, join(folder, 'work.lake'));
    expect(await buildAndKill(path, 'torn', 30)).toBe(true);
    expect(inspect(path, prepared).torn).toContain('silver_user_weeks');
  });
});
