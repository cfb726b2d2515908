import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAndKill, copyOf, finish, inspect, prepare, type Prepared } from './build/kills.ts';

/** A few kills of a build; `build-kill.long.test.ts` has 200. */
describe('a build that is killed', () => {
  let folder = '';
  let prepared: Prepared;
  const fresh = (): string => copyOf(prepared.path, join(folder, 'work.lake'));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracklake-build-kill-'));
    prepared = prepare(folder, 8_000);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['changes', 20],
    ['changes', 150],
    ['full', 90],
    ['full', 400],
  ] as const)(
    'leaves each relation as it was or as it is to be, and the next build ends it (%s, %i ms)',
    async (how, ms) => {
      const path = fresh();
      await buildAndKill(path, how, ms);
      expect(inspect(path, prepared).torn).toEqual([]);
      expect(finish(path, prepared)).toEqual([]);
    },
  );

  it('would be seen torn if a relation were written in place (control)', async () => {
    const path = fresh();
    expect(await buildAndKill(path, 'torn', 30)).toBe(true);
    expect(inspect(path, prepared).torn).toContain('silver_user_weeks');
  });
});
