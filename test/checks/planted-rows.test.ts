import { describe, expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { runChecks, type CheckResult } from '../../src/worker/lakehouse/checks.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { filler } from '../lakehouse/support/fill.ts';
import { withLake } from '../lakehouse/support/lake.ts';
import { plantRows, type Planted } from './support/planted-rows.ts';

const found = withLake(lake => {
  const world = filler(lake, { users: 400, songs: 900, artists: 60, events: 30_000, playlists: 40, seed: 5 });
  world.dims();
  world.year();
  const clean = results(lake);
  const planted = plantRows(lake);
  return { clean, planted, spoilt: results(lake) };
});

describe('planted rows', () => {
  it('are none before they are planted', () => {
    for (const id of found.planted.keys())
      expect(found.clean.get(id), id).toMatchObject({ passed: true, rowsFailed: 0 });
  });

  it.each([...found.planted])('%s: 99 in 100 of %i are found, and hardly more', (id, planted) => {
    const check = found.spoilt.get(id);
    expect(check).toMatchObject({ passed: false, severity: 'warn' });
    expect(check?.rowsFailed).toBeGreaterThanOrEqual(planted * 0.99);
    expect(check?.rowsFailed).toBeLessThanOrEqual(planted + MORE_FOUND.get(id, found.planted));
    expect(JSON.parse(check?.sample ?? '[]')).not.toHaveLength(0);
  });

  it('alarm no other check', () => {
    const others = [...found.spoilt.values()].filter(check => !check.passed && !found.planted.has(check.kind));
    expect(others.map(({ kind }) => kind)).toEqual([]);
  });

  it('are told with what each check cost', () => {
    const seconds = [...found.spoilt.values()].map(check => check.seconds);
    expect(seconds.every(each => each >= 0)).toBe(true);
    expect(seconds.reduce((a, b) => a + b)).toBeGreaterThan(0);
  });
});

/** Plays of a full day overlap each other by design. */
const MORE_FOUND = {
  get: (id: string, planted: Planted): number =>
    id === 'listening.overlapping_plays' ? 60 * (planted.get('listening.full_days') ?? 0) : 0,
};

function results(lake: Lakehouse): Map<string, CheckResult> {
  const built = buildLakehouse(lake, {}, quietContext());
  expect(built.outcomes.flatMap(o => o.failedChecks.filter(check => check.severity === 'error'))).toEqual([]);
  const { results: all } = runChecks(lake, {}, quietContext());
  return new Map(all.filter(({ kind }) => kind.includes('.')).map(check => [check.kind, check]));
}
