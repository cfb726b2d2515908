import { afterEach, describe, expect, it } from 'vitest';
import type { CollectSummary } from '../../src/worker/collectors/collect.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { closeScenes, faultsOf, scene } from './collect-kills.ts';

/** After so many requests: kills fall before, between and inside commits. `collect-kill.long.test.ts` has 60 at random ones. */
const KILLS = [1, 24, 25, 27];

afterEach(closeScenes);

describe('a collection that is killed', () => {
  it('goes on where it was, and in the end nothing is missing or double', async () => {
    const { lakePath, run } = await scene();
    for (const requests of KILLS) expect(await run(requests)).toBe('killed');
    const last = JSON.parse(await run()) as CollectSummary;
    expect(last.streams[0]).toMatchObject({ complete: true, resumed: true });
    expect(faultsOf(lakePath)).toEqual({ missing: 0, doubled: 0, strays: [], answers: true });
  });

  it('would hold plays twice if keys were not kept with the rows (control)', async () => {
    const { lakePath, run } = await scene();
    const lake = openLakehouse(lakePath);
    lake.db.exec('create trigger broken before insert on lake_collected_keys begin select raise(ignore); end');
    lake.close();
    expect(await run(40)).toBe('killed');
    await run();
    expect(faultsOf(lakePath).doubled).toBeGreaterThan(0);
  });
});
