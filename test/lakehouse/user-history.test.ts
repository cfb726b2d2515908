import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { withLake } from './support/lake.ts';
import { loadRows } from './support/load.ts';

interface Change {
  user: number;
  op: 'c' | 'u' | 'd';
  hour: number;
  plan: string;
}

const START = Date.UTC(2025, 0, 1);
const at = (hour: number): string => new Date(START + hour * 3_600_000).toISOString();
const change: fc.Arbitrary<Change> = fc.record({
  user: fc.integer({ min: 1, max: 3 }),
  op: fc.constantFrom('c' as const, 'u' as const, 'u' as const, 'd' as const),
  hour: fc.integer({ min: 0, max: 12 }),
  plan: fc.constantFrom('free', 'premium'),
});

/** What was known of each user at each hour, from the changes in order: their plan, or null when they were not there. */
function replay(described: readonly number[], changes: readonly Change[], user: number, hour: number): string | null {
  let plan = described.includes(user) ? 'student' : null;
  const own = changes.filter(each => each.user === user && each.hour <= hour);
  for (const each of own.toSorted((a, b) => a.hour - b.hour)) plan = each.op === 'd' ? null : each.plan;
  return plan;
}

function fill(lake: Lakehouse, described: readonly number[], changes: readonly Change[]): void {
  const rows = described.map(user => ({
    user_id: user,
    name: `U${user}`,
    plan: 'student',
    signed_up_at: '2024-01-01T00:00:00Z',
  }));
  if (rows.length > 0) loadRows(lake, 'bronze_dim_users', rows);
  const changed = changes.map(({ user, op, hour, plan }) => ({
    ...{ user_id: user, name: `U${user}`, plan, signed_up_at: '2024-01-01T00:00:00Z' },
    extra: JSON.stringify({ change: { op, changed_at: at(hour) } }),
  }));
  if (changed.length > 0) loadRows(lake, 'bronze_dim_users', changed);
  const { failed } = buildLakehouse(lake, { relations: ['silver_dim_users'] }, quietContext());
  expect(failed).toBe(0);
}

test('at every hour a user is as the changes up to then left them; versions neither overlap nor repeat', () => {
  fc.assert(
    fc.property(fc.subarray([1, 2]), fc.array(change, { maxLength: 10 }), (described, changes) => {
      withLake(lake => {
        fill(lake, described, changes);
        const asOf = lake.db
          .prepare(
            'select plan from silver_dim_users where user_id = ? and valid_from <= ? and (valid_to is null or valid_to > ?)',
          )
          .pluck();
        for (const user of [1, 2, 3]) {
          const firstOfAll = changes.filter(each => each.user === user).toSorted((a, b) => a.hour - b.hour)[0];
          // one who is first heard of when they go had been there since the sign-up
          const from = !described.includes(user) && firstOfAll?.op === 'd' ? firstOfAll.hour : 0;
          for (let hour = from; hour <= 12; hour += 1) {
            const expected = replay(described, changes, user, hour);
            expect(asOf.all(user, at(hour), at(hour))).toEqual(expected === null ? [] : [expected]);
          }
        }
        const repeated = lake.db
          .prepare(
            `select count(*) from silver_dim_users as a join silver_dim_users as b
             on b.user_id = a.user_id and b.version = a.version + 1 and b.valid_from = a.valid_to and b.plan = a.plan`,
          )
          .pluck();
        const sameHour = new Set(changes.map(each => `${each.user} ${each.hour}`)).size < changes.length;
        if (!sameHour) expect(repeated.get()).toBe(0);
      });
    }),
    { numRuns: 60, seed: 3 },
  );
});

test('one row is current, and none of a deleted user', () => {
  withLake(lake => {
    fill(
      lake,
      [1, 2],
      [
        { user: 1, op: 'u', hour: 1, plan: 'premium' },
        { user: 2, op: 'd', hour: 2, plan: 'student' },
      ],
    );
    const rows = lake.db
      .prepare('select user_id, version, plan, valid_from, valid_to, is_current, is_deleted from silver_dim_users')
      .raw();
    expect(rows.all()).toEqual([
      [1, 1, 'student', '2024-01-01T00:00:00.000Z', at(1), 0, 0],
      [1, 2, 'premium', at(1), null, 1, 0],
      [2, 1, 'student', '2024-01-01T00:00:00.000Z', at(2), 0, 1],
    ]);
  });
});
