import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { withLake } from '../../lakehouse/support/lake.ts';
import { drainLog } from '../../../src/worker/stream/drain.ts';
import { openEventLog } from '../../../src/worker/stream/event-log.ts';
import { parseEvent } from '../../../src/worker/stream/events.ts';
import { takeEvents } from '../../../src/worker/stream/intake.ts';
import { buildLakehouse } from '../../../src/worker/lakehouse/build.ts';

const AT = Date.UTC(2025, 0, 1, 10);
const source = { connector: 'postgresql', name: 'app', schema: 'public', table: 'users', lsn: 7, ts_ms: AT };
const ADA = {
  id: 1,
  name: 'Ada',
  country: 'DE',
  birth_year: 1990,
  plan: 'free',
  created_at: '2024-01-01T00:00:00+01:00',
};
const change = (op: string, before: object | null, after: object | null, more: object = {}) => ({
  ...{ type: 'user_change', op, before, after, source, ts_ms: AT + 99 },
  ...more,
});

test('an envelope becomes the row that the change leaves, with where and when it happened', () => {
  expect(parseEvent(change('u', ADA, { ...ADA, plan: 'premium', mood: 'blue' }))).toEqual({
    ...{
      type: 'user_change',
      event_id: 'postgresql.app.public.users:lsn=7:u:1',
      user_id: 1,
      name: 'Ada',
      country: 'DE',
    },
    ...{ birth_year: 1990, plan: 'premium', signed_up_at: '2023-12-31T23:00:00Z' },
    extra: JSON.stringify({
      ...{ created_at: ADA.created_at, mood: 'blue' },
      change: {
        ...{ op: 'u', changed_at: '2025-01-01T10:00:00.000Z', position: 'postgresql.app.public.users:lsn=7' },
        sequence: '00000000000000000007',
      },
    }),
  });
});

test('a converter’s schema around it, and the ways that times are written, make no difference', () => {
  const { type, ...payload } = change('c', null, {
    ...ADA,
    created_at: undefined,
    signed_up_at: Date.UTC(2024, 0, 1) * 1000,
  });
  expect(parseEvent({ type, event_id: 'kafka:users:0:5', schema: { type: 'struct' }, payload })).toMatchObject({
    ...{ user_id: 1, signed_up_at: '2024-01-01T00:00:00Z' },
  });
  expect(parseEvent(change('r', null, { user_id: 'u1', signed_up_at: 19_723 }))).toMatchObject({
    signed_up_at: '2024-01-01T00:00:00Z',
  });
  expect(parseEvent(change('d', { user_id: 'u1' }, null, { source: null, event_id: 3 }))).toMatchObject({
    ...{ event_id: 3, user_id: 'u1' },
    extra: '{"change":{"op":"d","changed_at":"2025-01-01T10:00:00.099Z"}}',
  });
});

test.each([
  [change('t', null, null), /op must be equal to one of the allowed values: "t"/],
  [change('u', ADA, null), /after must be object/],
  [change('d', null, null), /before must be object/],
  [change('c', null, { name: 'Nobody' }), /after/],
  [change('c', null, ADA, { source: null }), /neither event_id nor a position/],
  [change('c', null, ADA, { source: { lsn: 1 }, ts_ms: null }), /without ts_ms/],
  [{ type: 'user_change', payload: null }, /op/],
])('an envelope that does not say enough is refused: %j', (event, message) => {
  expect(() => parseEvent(event)).toThrow(message);
});

test('without a position it is the event_id alone that tells a second sending: another one makes another row', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-users-'));
  const log = openEventLog(folder);
  try {
    const known = { source: { ts_ms: AT } };
    await takeEvents(
      log,
      [1, 1, 2].map(event_id => change('c', null, ADA, { ...known, event_id })),
    );
    withLake(lake =>
      expect(drainLog(lake, folder, log.end, quietContext())).toMatchObject({ rowsLoaded: 2, duplicates: 1 }),
    );
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
});

test('over the API, a change that is sent again is taken once, and a delete ends the user', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-users-'));
  const log = openEventLog(folder);
  try {
    const gone = change('d', ADA, null, { source: { ...source, lsn: 9, ts_ms: AT + 5000 } });
    await takeEvents(log, [change('c', null, ADA), change('c', null, ADA), gone, gone]);
    withLake(lake => {
      expect(drainLog(lake, folder, log.end, quietContext())).toEqual({ nextOffset: 4, rowsLoaded: 2, duplicates: 2 });
      buildLakehouse(lake, {}, quietContext());
      expect(
        lake.db
          .prepare('select user_id, name, valid_from, valid_to, is_current, is_deleted from silver_dim_users')
          .raw()
          .all(),
      ).toEqual([[1, 'Ada', '2025-01-01T10:00:00.000Z', '2025-01-01T10:00:05.000Z', 0, 1]]);
    });
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
});

test('a time that no calendar holds is refused in words', () => {
  const late = { ...source, ts_ms: 1e30 };
  expect(() => parseEvent({ ...change('u', ADA, ADA), source: late, ts_ms: 1e30 })).toThrow('a change without ts_ms');
});

test('of changes within one millisecond that come in another order, the database’s own counts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-users-'));
  const log = openEventLog(folder);
  try {
    const step = (op: string, lsn: number, plan: string) =>
      change(op, ADA, { ...ADA, plan }, { source: { ...source, lsn } });
    await takeEvents(log, [step('u', 100, 'last'), step('u', 9, 'middle'), step('c', 8, 'first')]);
    withLake(lake => {
      drainLog(lake, folder, log.end, quietContext());
      buildLakehouse(lake, { relations: ['silver_dim_users'] }, quietContext());
      const current = lake.db.prepare('select plan from silver_dim_users where is_current = 1').pluck();
      expect(current.all()).toEqual(['last']);
    });
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
});

test('a snapshot that is read again changes nothing, and a column that comes or goes neither', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-users-'));
  const log = openEventLog(folder);
  try {
    const without = { ...ADA, country: undefined };
    const seen = (lsn: number, row: object) =>
      change('r', null, row, { source: { ...source, lsn, ts_ms: AT + lsn, snapshot: 'true' } });
    await takeEvents(log, [seen(1, ADA), seen(500, ADA), seen(900, { ...ADA, mood: 'blue' }), seen(950, without)]);
    withLake(lake => {
      drainLog(lake, folder, log.end, quietContext());
      buildLakehouse(lake, { relations: ['silver_dim_users'] }, quietContext());
      const versions = lake.db.prepare('select version, country, is_current from silver_dim_users').raw();
      expect(versions.all()).toEqual([
        [1, 'DE', 0],
        [2, null, 1],
      ]);
    });
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
});
