import { expect, it } from 'vitest';
import { cellPool, type CellPool } from '../../src/main/supervise/cell-pool.ts';
import type { Launcher } from '../../src/main/supervise/launcher.ts';

/** Children that die as they start, as many as are asked for, and then ones that are ready at once. */
function poolWith(falseStarts: number): { pool: CellPool; launched: string[] } {
  const launched: string[] = [];
  const launch: Launcher = ({ name }) => {
    launched.push(name);
    const dies = launched.length <= falseStarts;
    return {
      pid: null,
      kill: () => {},
      onExit: listener => dies && void setImmediate(listener, 'SIGKILL'),
      onMessage: listener => !dies && void setImmediate(listener, { type: 'ready' }),
    };
  };
  // the reserve is started later than this test takes, so that each process is one that a call asked for
  return { pool: cellPool({ launch, folder: '/nowhere', entry: 'cell', env: {}, reserveAfterMs: 60_000 }), launched };
}

it('a call gets the next process where one died before it was ready', async () => {
  const { pool, launched } = poolWith(1);
  const { child } = await pool.take();
  expect(child.name).not.toBe('cell 1');
  expect(launched.length).toBeGreaterThan(1);
  pool.stop();
});

it('a call is told where one after the other dies', async () => {
  const { pool } = poolWith(Infinity);
  await expect(pool.take()).rejects.toThrow(/ended before it answered: SIGKILL|keep ending/);
  pool.stop();
});
