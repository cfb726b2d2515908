import { afterEach, expect, it } from 'vitest';
import { closeScenes, faultsOf, PAGES, scene } from './collect-kills.ts';

const KILLS = 60;

afterEach(closeScenes);

it(`${KILLS} kills at random moments lose and double nothing`, { timeout: 600_000 }, async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 100_000);
  process.stdout.write(`SEED=${seed}\n`);
  let random = seed;
  const next = (): number => (random = (random * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let killed = 0, scenes = 0; killed < KILLS; scenes += 1) {
    const { lakePath, run } = await scene();
    for (let runs = 0; runs < 6; runs += 1) {
      const outcome = await run(1 + Math.floor(next() * PAGES), Math.floor(next() * 60));
      if (outcome === 'killed') killed += 1;
      const { doubled, strays } = faultsOf(lakePath);
      expect({ scenes, runs, doubled, strays }).toEqual({ scenes, runs, doubled: 0, strays: [] });
    }
    await run();
    expect(faultsOf(lakePath)).toEqual({ missing: 0, doubled: 0, strays: [], answers: true });
    await closeScenes();
  }
});
