import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { drainLog, loadEvents } from '../../../src/worker/stream/drain.ts';
import { openEventLog, type EventLog } from '../../../src/worker/stream/event-log.ts';
import { parseEvent } from '../../../src/worker/stream/events.ts';
import { takeEvents } from '../../../src/worker/stream/intake.ts';

let folder: string;
let lake: Lakehouse;
let log: EventLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-stream-'));
  lake = openLakehouse(join(folder, 'test.lake'));
  log = openEventLog(join(folder, 'log'));
});
afterEach(async () => {
  await log.close();
  lake.close();
  rmSync(folder, { recursive: true });
});

const play = (event_id: number | string, more: object = {}) => ({
  type: 'listening',
  event_id,
  user_id: 7,
  track_id: 'lastfm:x',
  played_at: '2025-01-01T10:00:00Z',
  ms_played: 200_000,
  skipped: false,
  ...more,
});
const drain = (limit?: number) => drainLog(lake, join(folder, 'log'), log.end, quietContext(), limit);
const all = (sql: string) => lake.db.prepare(sql).raw().all();

test('events become bronze rows of their types, each type one load, in one commit', async () => {
  const verdict = {
    type: 'feedback',
    event_id: 'f1',
    user_id: 7,
    track_id: 9,
    feedback: 'like',
    given_at: '2025-01-01T10:00:05Z',
  };
  expect(await takeEvents(log, [play(1), verdict, play('2')])).toEqual({ accepted: 3, from: 0, to: 3 });
  expect(drain()).toEqual({ nextOffset: 3, rowsLoaded: 3, duplicates: 0 });
  expect(
    all(
      'select line_no, event_id, typeof(event_id), user_id, typeof(user_id), track_id, skipped from bronze_fact_listening_events',
    ),
  ).toEqual([
    [0, 1, 'integer', 7, 'integer', 'lastfm:x', 0],
    [2, '2', 'text', 7, 'integer', 'lastfm:x', 0],
  ]);
  expect(all('select relation, rows_in, rows_loaded from lake_loads')).toEqual([
    ['bronze_fact_listening_events', 2, 2],
    ['bronze_feedback_events', 1, 1],
  ]);
});

test('an event that is sent again is taken once, over batches and within one', async () => {
  await takeEvents(log, [play(1), play(1), play(2)]);
  expect(drain(2)).toEqual({ nextOffset: 2, rowsLoaded: 1, duplicates: 1 });
  await takeEvents(log, [play(2), play(1), play(3)]);
  expect(drain()).toEqual({ nextOffset: 6, rowsLoaded: 2, duplicates: 2 });
  expect(all('select event_id from bronze_fact_listening_events')).toEqual([[1], [2], [3]]);
  expect(drain()).toEqual({ nextOffset: 6, rowsLoaded: 0, duplicates: 0 });
});

test('a batch is refused with what is wrong with each of its events', async () => {
  const batch = [play(1), play(2, { ms_played: -5 }), { type: 'lisening' }, play(3)];
  await expect(takeEvents(log, batch)).rejects.toMatchObject({
    code: 'bad_input',
    message:
      '2 of 4 events do not fit, none was taken:\nevent 1: ms_played must be >= 0: -5\nevent 2: unknown event type: lisening (did you mean listening?)',
    details: { line: 1, events: [{ place: 1 }, { place: 2 }] },
  });
  const many = Array.from({ length: 100 }, () => ({}));
  await expect(takeEvents(log, many)).rejects.toThrow(/and 80 more$/);
  expect(log.end).toBe(0);
});

test('a batch that begins elsewhere than where its stream stands is refused', () => {
  const batch = { stream: 'kafka:plays:0', events: [{ offset: 0, event: parseEvent(play(1)) }], rejected: [] };
  expect(loadEvents(lake, { ...batch, from: 0, nextOffset: 1 }, quietContext())).toMatchObject({ rowsLoaded: 1 });
  expect(() => loadEvents(lake, { ...batch, from: 0, nextOffset: 1 }, quietContext())).toThrow(
    'kafka:plays:0 stands at 1, and not at 0',
  );
  expect(all('select count(*) from lake_loads')).toEqual([[1]]);
});

test.each([
  [play(1, { played_at: 'yesterday' }), /^event 1: played_at must match pattern .*: "yesterday"$/],
  [play(1, { ms_played: -5 }), /^event 1: ms_played must be >= 0: -5$/],
  [play(1, { mood: 'blue' }), 'event 1: unknown field mood'],
  [play(1, { event_id: 2 ** 53 }), 'event 1: event_id is an integer beyond 2^53, which must be sent as text'],
  [play(1e300), 'event_id is an integer beyond 2^53'],
  [{ type: 'lisening', event_id: 1 }, 'did you mean listening?'],
  [null, /unknown event type/],
])('an event that does not fit refuses its whole call: %j', async (event, message) => {
  await expect(takeEvents(log, [play(1), event])).rejects.toThrow(message);
  expect(log.end).toBe(0);
});
