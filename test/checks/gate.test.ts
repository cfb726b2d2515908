import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSuite, suites } from '../../src/worker/checks/suite.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { bronzeRelations } from '../../src/worker/lakehouse/bronze.ts';
import { buildLakehouse, type BuildSummary } from '../../src/worker/lakehouse/build.ts';
import { runChecks } from '../../src/worker/lakehouse/checks.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { relations } from '../../src/worker/lakehouse/relations.ts';
import { projectFile } from '../../src/worker/project-file.ts';
import { relationSummaries } from '../../src/worker/rpc/relation-info.ts';
import { dumpAll } from '../lakehouse/support/dump.ts';
import { filler } from '../lakehouse/support/fill.ts';
import { withLake } from '../lakehouse/support/lake.ts';
import { forgetLoad, loadRows } from '../lakehouse/support/load.ts';

const build = (lake: Lakehouse): BuildSummary => buildLakehouse(lake, {}, quietContext());

/** Plays of nobody: one in six of all plays, more than completeness allows. */
const orphans = (lake: Lakehouse): number =>
  loadRows(
    lake,
    'bronze_fact_listening_events',
    Array.from({ length: 500 }, (_, i) => ({
      user_id: 900_000 + i,
      track_id: 1,
      played_at: '2024-12-30T10:00:00Z',
      ms_played: 60_000,
    })),
  );

describe('a check of severity error', () => {
  it('keeps every number as it was, says which check of which relation it was, and lets go when the data is right', () => {
    withLake(lake => {
      filled(lake);
      const before = dumpAll(lake);
      const load = orphans(lake);

      const refused = build(lake);
      expect(refused.outcomes.find(({ outcome }) => outcome === 'failed')).toMatchObject({ relation: 'silver_plays' });
      expect(dumpAll(lake)).toEqual(before);
      const held = (name: string) => relationSummaries(lake.db).find(relation => relation.name === name);
      const why = { relation: 'silver_plays', check: 'At least 95 % of the plays that were loaded can have happened' };
      for (const name of ['silver_plays', 'silver_listens', 'gold_weekly_overview', 'gold_top_artists_by_month'])
        expect(held(name), name).toMatchObject({ heldBy: why });
      expect(held('silver_follows')).toMatchObject({ heldBy: null });

      const standing = runChecks(lake, {}, quietContext()).results.filter(
        ({ kind }) => kind === 'listening.completeness',
      );
      expect(standing, 'the old rows are right, and say nothing about the new ones').toMatchObject([{ passed: false }]);
      expect(held('gold_weekly_overview')).toMatchObject({ heldBy: why });

      forgetLoad(lake, load);
      expect(build(lake).failed).toBe(0);
      expect(held('gold_weekly_overview')).toMatchObject({ heldBy: null });
      expect(dumpAll(lake)).toEqual(before);
    });
  });

  it('holds back what reads a source that is not as the ledger says', () => {
    withLake(lake => {
      filled(lake);
      lake.db.exec(
        `update lake_loads set last_row_id = last_row_id - 1 where relation = 'bronze_fact_listening_events'`,
      );
      const refused = buildLakehouse(lake, { full: true }, quietContext());
      const how = new Map(refused.outcomes.map(({ relation, outcome }) => [relation, outcome]));
      expect(how.get('bronze_fact_listening_events')).toBe('failed');
      expect(how.get('silver_plays')).toBe('held_back');
      expect(how.get('gold_weekly_overview')).toBe('held_back');
      expect(how.get('silver_follows')).not.toBe('held_back');
    });
  });

  it('of severity warn holds back nothing', () => {
    withLake(lake => {
      filled(lake);
      loadRows(lake, 'bronze_fact_listening_events', [
        { user_id: 900_000, track_id: 1, played_at: '2024-12-30T10:00:00Z' },
      ]);
      const built = build(lake);
      expect(built).toMatchObject({ failed: 0, heldBack: 0 });
      const warned = built.outcomes.flatMap(({ failedChecks }) => failedChecks);
      expect(warned).toMatchObject([{ kind: 'identity.known_listeners', severity: 'warn', rowsFailed: 1 }]);
    });
  });
});

describe('after an increment', () => {
  it('a check by weeks looks at the weeks that changed, and at no other', () => {
    withLake(lake => {
      const world = filled(lake);
      lake.db.exec(`update silver_user_weeks set first_played_on = '2000-01-01' where week_end = '2024-06-11'`);
      world.week(0, 200);
      const failed = build(lake).outcomes.flatMap(({ failedChecks }) => failedChecks);
      expect(failed.filter(({ kind }) => kind === 'listening.week_boundaries')).toEqual([]);
      expect(
        runChecks(lake, {}, quietContext()).results.find(({ kind }) => kind === 'listening.week_boundaries'),
      ).toMatchObject({ passed: false, rowsFailed: 1 });
    });
  });
});

describe('the suites', () => {
  it('name relations that there are, in an order that can be built', () => {
    const known = new Set([...relations(), ...bronzeRelations()].map(({ name }) => name));
    const place = new Map(relations().map(({ name }, i) => [name, i]));
    for (const check of suites().flatMap(({ checks }) => checks)) {
      expect(
        [...check.reads, check.on].filter(name => !known.has(name)),
        check.id,
      ).toEqual([]);
      for (const read of check.reads)
        expect(place.get(read) ?? -1, `${check.id} reads ${read}`).toBeLessThan(place.get(check.on) ?? 0);
    }
  });

  it('are refused with file and line where they are not understood', () => {
    const text =
      'suite: own\ntitle: Own\nchecks:\n  - name: one\n    says: all is well here\n    on: silver_listens\n    severity: fatal\n    rows: select 1';
    expect(() => parseSuite(text, 'own.yaml')).toThrow(/^own\.yaml:7: checks\.0\.severity/);
    const twice = `suite: own\ntitle: Own\nchecks:\n${'  - { name: a, says: all is well here, on: silver_listens, severity: warn, rows: select 1 }\n'.repeat(2)}`;
    expect(() => parseSuite(twice, 'own.yaml')).toThrow('two checks are called a');
  });
});

function filled(lake: Lakehouse) {
  const world = filler(lake, { users: 60, songs: 200, artists: 20, events: 2500, playlists: 5, seed: 3 });
  world.dims();
  world.year();
  expect(build(lake).failed).toBe(0);
  return world;
}

it('docs/checks.md names every check, with its sentence', () => {
  const text = readFileSync(projectFile('docs/checks.md'), 'utf8');
  const lost = suites()
    .flatMap(({ checks }) => checks)
    .filter(({ id, says, severity }) => !text.includes(`| \`${id}\` | ${says} |`) || !text.includes(`| ${severity} |`));
  expect(lost.map(({ id }) => id)).toEqual([]);
});
