import { expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { forgetLoad } from '../../src/worker/lakehouse/ledger-forget.ts';
import { snapshots } from '../../src/worker/lakehouse/snapshots.ts';
import { describeSnapshot, snapshotChanges } from '../../src/worker/rpc/snapshot-changes.ts';
import { bench } from './support/lake.ts';

const HEADER = 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id\n';
const plays = (from: number, to: number): string =>
  HEADER +
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i},1,7,2024-01-01T00:00:00Z,1000,0,radio,\n`).join('');
const EVENTS = 'bronze_fact_listening_events';

test('what changed between two snapshots is what the loads between them brought and took', async () => {
  const b = bench();
  await b.import('one.csv', plays(1, 10));
  await b.import('two.csv', plays(11, 15));
  forgetLoad(b.lake, 'one.csv', quietContext());
  await b.import('three.csv', plays(21, 40));
  expect(snapshots(b.lake.db).map(each => describeSnapshot(each).change)).toEqual([
    { kind: 'load', loadId: 3, fileName: 'three.csv', relation: EVENTS, rows: 20 },
    { kind: 'forget', name: 'one.csv', rows: 10 },
    { kind: 'load', loadId: 2, fileName: 'two.csv', relation: EVENTS, rows: 5 },
    { kind: 'load', loadId: 1, fileName: 'one.csv', relation: EVENTS, rows: 10 },
  ]);
  const all = snapshotChanges(b.lake.db, 0, 4);
  expect(all.gained).toEqual([{ relation: EVENTS, rows: 35, loads: 3 }]);
  expect(all.forgotten).toEqual([{ name: 'one.csv', rows: 10 }]);
  const some = snapshotChanges(b.lake.db, 1, 2);
  expect(some.loads.map(load => load.fileName)).toEqual(['two.csv']);
  expect(some.forgotten).toEqual([]);
  const there = b.lake.db
    .prepare(`select count(*) from ${EVENTS} where load_id in (${all.loads.map(load => load.loadId).join()})`)
    .pluck()
    .get();
  expect(there).toBe(35 - 10);
});
