import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendRows } from '../../src/worker/importers/append-rows.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { pendingFiles } from '../../src/worker/importers/pending-files.ts';
import { replayQuarantine } from '../../src/worker/importers/replay.ts';
import { cancelToken, quietContext } from '../../src/worker/jobs/context.ts';
import { BronzeWriter } from '../../src/worker/importers/load/bronze-writer.ts';
import { bronzeRelation } from '../../src/worker/importers/mapping.ts';
import { findLoad, listLoads, nextLoadId, recordLoad } from '../../src/worker/lakehouse/ledger.ts';
import { openLakehouse, type Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { forgetLoad } from '../../src/worker/lakehouse/ledger-forget.ts';
import { listSourceChanges } from '../../src/worker/lakehouse/ledger-changes.ts';
import { verifyLoad, verifyLoads } from '../../src/worker/lakehouse/ledger-verify.ts';
import { dismissQuarantine, listQuarantine, summariseQuarantine } from '../../src/worker/lakehouse/quarantine.ts';
import { undoQuarantine } from '../../src/worker/lakehouse/undo-quarantine.ts';
import { stagingFolder } from '../../src/worker/lakehouse/staging.ts';
import { allRows, bench, bronzeRows, samplesFolder, strays } from './support/lake.ts';

const ctx = quietContext();
const HEADER = 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id\n';
const play = (id: number, user = 1): string => `${id},${user},${id % 7},2024-01-01T00:00:0${id % 10}Z,1000,0,radio,\n`;
const plays = (from: number, to: number): string =>
  HEADER + Array.from({ length: to - from + 1 }, (_, i) => play(from + i)).join('');
const EVENTS = 'bronze_fact_listening_events';

describe('importing a folder', () => {
  it('loads dimensions before facts, weeks by date, and says what it left out', async () => {
    const b = bench();
    b.file('seed/notes.txt', 'nothing');
    b.file('seed/defects.json', '{"files": []}');
    for (const name of [
      'dim_users.csv',
      'dim_songs.csv',
      'fact_listening_events_2024.csv',
      'weekly_trends/trends_2025-01-07.csv',
    ])
      b.file(`seed/${name}`, readFileSync(join(samplesFolder('tracklake'), name)));
    const summary = await importPaths(b.lake, { paths: [join(b.folder, 'seed')] }, ctx);
    expect(listLoads(b.lake).map(load => load.fileName)).toEqual([
      'dim_songs.csv',
      'dim_users.csv',
      'fact_listening_events_2024.csv',
      'trends_2025-01-07.csv',
    ]);
    expect(summary.files.filter(file => file.kind === 'skipped').map(file => file.path)).toEqual([
      join(b.folder, 'seed/defects.json'),
      join(b.folder, 'seed/notes.txt'),
    ]);
    expect(summary.rowsIn).toBe(summary.rowsLoaded + summary.rowsQuarantined);
  });

  it('goes on after a file that cannot be read, and fails when none can', async () => {
    const b = bench();
    const good = b.file('fact_listening_events.csv', plays(1, 5));
    const bad = b.file('nonsense.bin', Buffer.from([1, 2, 3]));
    const summary = await importPaths(b.lake, { paths: [bad, good] }, ctx);
    expect(summary).toMatchObject({ filesLoaded: 1, filesFailed: 1, rowsLoaded: 5 });
    await expect(importPaths(b.lake, { paths: [bad] }, ctx)).rejects.toThrow(/nonsense\.bin: no importer knows/);
    await expect(importPaths(b.lake, { paths: ['/nowhere/at/all.csv'] }, ctx)).rejects.toThrow(/no such file/);
  });

  it('does not take the lakehouse for data', async () => {
    const b = bench();
    await b.import('one.csv', plays(1, 3));
    const before = allRows(b.lake);
    const summary = await importPaths(b.lake, { paths: [b.folder] }, ctx);
    expect(summary).toMatchObject({ filesLoaded: 0, filesUnchanged: 1, filesFailed: 0 });
    await expect(importPaths(b.lake, { paths: [b.lake.path] }, ctx)).rejects.toThrow(/into itself/);
    expect(allRows(b.lake)).toEqual(before);
    const other = bench();
    await importPaths(other.lake, { paths: [b.lake.path] }, ctx).catch((error: unknown) =>
      expect(error).toMatchObject({ code: 'bad_input', message: expect.stringMatching(/-wal file beside/) as string }),
    );
  });

  it('names a missing column', async () => {
    const b = bench();
    const columns = { user_id: 'who', track_id: 'what', played_at: 'when' };
    await expect(b.import('a.csv', 'who,what\n1,2\n', { mapping: { relation: EVENTS, columns } })).rejects.toThrow(
      /a\.csv: nothing to fill played_at of bronze_fact_listening_events; the file has who, what/,
    );
  });
});

describe('a cancelled import', () => {
  it('leaves nothing', async () => {
    const b = bench();
    const path = b.file('fact_listening_events.csv', plays(1, 200_000));
    const cancel = cancelToken();
    let reads = 0;
    const progress = ({ stage }: { stage: string }): void => {
      if (stage.startsWith('reading') && (reads += 1) === 1) cancel.request();
    };
    await expect(importPaths(b.lake, { paths: [path] }, quietContext({ cancel, progress }))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(allRows(b.lake)).toEqual({});
    expect(strays(b.lake)).toEqual([]);
    expect(() => readFileSync(stagingFolder(b.lake.path))).toThrow();
  });
});

describe('forgetting a load', () => {
  it('takes its rows out and makes it loadable again, without giving row ids a second time', async () => {
    const b = bench();
    await b.import('one.csv', plays(1, 10));
    await b.import('two.csv', `${plays(11, 20)}oops\n`);
    const before = bronzeRows(b.lake, EVENTS);
    const gone = forgetLoad(b.lake, 'two.csv', ctx);
    expect(gone).toMatchObject({ rowsRemoved: 10, quarantineRemoved: 1 });
    expect(bronzeRows(b.lake, EVENTS).length).toBe(10);
    expect(strays(b.lake)).toEqual([]);
    const again = await b.import('two.csv', `${plays(11, 20)}oops\n`);
    expect(again).toMatchObject({ filesLoaded: 1, rowsLoaded: 10, rowsQuarantined: 1 });
    expect(bronzeRows(b.lake, EVENTS)).toEqual(before);
    expect(findLoad(b.lake, 'two.csv')).toMatchObject({ firstRowId: 21, lastRowId: 30 });
    expect(verifyLoads(b.lake).every(verified => verified.intact)).toBe(true);
    const kinds = b.lake.db.prepare('select kind from lake_snapshots order by snapshot_id').pluck().all();
    expect(kinds).toEqual(['load', 'load', 'forget', 'load']);
  });

  it('names a load that is not there', () => {
    expect(() => forgetLoad(bench().lake, 'nothing.csv', ctx)).toThrow(/no load nothing\.csv/);
  });
});

describe('verifying a load', () => {
  it('finds a changed value, a lost row and a row too many', async () => {
    const b = bench();
    await b.import('one.csv', plays(1, 1000));
    const { loadId } = findLoad(b.lake, 'one.csv');
    expect(verifyLoad(b.lake, loadId).intact).toBe(true);
    const damage = [
      `update lake_${EVENTS} set ms_played = 1001 where row_id = 500`,
      `update lake_${EVENTS} set played_at = '2024-01-01T00:00:03z' where row_id = 3`,
      `update lake_${EVENTS} set user_id = track_id, track_id = user_id where row_id = 4`,
      `delete from lake_${EVENTS} where row_id = 1000`,
    ];
    for (const sql of damage) {
      b.lake.db.exec('begin');
      b.lake.db.exec(sql);
      expect(verifyLoad(b.lake, loadId).intact, sql).toBe(false);
      b.lake.db.exec('rollback');
    }
  });

  it('verifies every kind of value', async () => {
    const b = bench();
    await importPaths(b.lake, { paths: [samplesFolder('tracklake'), samplesFolder('json-lines')] }, ctx);
    expect(verifyLoads(b.lake).filter(verified => !verified.intact)).toEqual([]);
  });
});

describe('quarantine', () => {
  it('is listed, corrected and replayed, once', async () => {
    const b = bench();
    await b.import('one.csv', `${plays(1, 3)}4,1,4,2024-13-01T00:00:00Z,1000,0,radio,\n5,1,4,,1000,0,radio,\n`);
    const [first, second] = listQuarantine(b.lake);
    expect(first).toMatchObject({
      fileName: 'one.csv',
      lineNo: 5,
      columnName: 'played_at',
      reason: 'wrong_type',
      message: 'played_at is not a time: "2024-13-01T00:00:00Z"',
    });
    expect(second).toMatchObject({ lineNo: 6, reason: 'missing_value' });
    const id = first?.quarantineId ?? 0;
    const wrong = { event_id: '4', user_id: '1', track_id: '4', played_at: 'still wrong' };
    await expect(replayQuarantine(b.lake, [{ quarantineId: id, values: wrong }], ctx)).rejects.toThrow(
      /one\.csv:5: .*played_at is not a time/,
    );
    expect(strays(b.lake)).toEqual([]);
    const values = { ...wrong, played_at: '2024-12-01T00:00:00Z' };
    const [load] = await replayQuarantine(b.lake, [{ quarantineId: id, values }], ctx);
    expect(load).toMatchObject({ rowsLoaded: 1, relation: EVENTS });
    expect(bronzeRows(b.lake, EVENTS).at(-1)).toMatchObject({
      event_id: 4,
      user_id: 1,
      played_at: '2024-12-01T00:00:00Z',
    });
    await expect(replayQuarantine(b.lake, [{ quarantineId: id, values }], ctx)).rejects.toThrow(/is replayed already/);
    dismissQuarantine(b.lake, [second?.quarantineId ?? 0]);
    expect(listQuarantine(b.lake, { state: 'open' })).toEqual([]);
    expect(summariseQuarantine(b.lake).map(row => [row.reason, row.state, row.rows])).toEqual([
      ['missing_value', 'dismissed', 1],
      ['wrong_type', 'replayed', 1],
    ]);
    expect(forgetLoad(b.lake, 'one.csv', ctx)).toMatchObject({ rowsRemoved: 4, quarantineRemoved: 2 });
    expect(strays(b.lake)).toEqual([]);
  });
});

describe('a correction', () => {
  const wrong = '4,1,4,2024-13-01T00:00:00Z,1000,0,radio,';
  const raw = '4,1,4,2024-12-01T00:00:00Z,1000,0,radio,';

  it('is kept with the row that it became, and can be taken back', async () => {
    const b = bench();
    await b.import('one.csv', `${plays(1, 3)}${wrong}\n5,1,4,,1000,0,radio,\n`);
    const [first, second] = listQuarantine(b.lake).map(row => row.quarantineId) as [number, number];
    const before = bronzeRows(b.lake, EVENTS);
    const [load] = await replayQuarantine(b.lake, [{ quarantineId: first, raw }], ctx);
    expect(listQuarantine(b.lake, { state: 'replayed' })).toMatchObject([
      { quarantineId: first, raw: wrong, corrected: raw, replayedBy: load?.loadId },
    ]);
    dismissQuarantine(b.lake, [second]);
    expect(undoQuarantine(b.lake, [first, second], ctx)).toEqual([first, second]);
    expect(bronzeRows(b.lake, EVENTS)).toEqual(before);
    expect(listQuarantine(b.lake, { state: 'open' })).toHaveLength(2);
    expect(() => undoQuarantine(b.lake, [first], ctx)).toThrow('waits already');
    await replayQuarantine(b.lake, [{ quarantineId: first, raw }], ctx);
    expect(bronzeRows(b.lake, EVENTS)).toHaveLength(before.length + 1);
    expect(strays(b.lake)).toEqual([]);
  });

  it('of several rows is taken back as it came: together', async () => {
    const b = bench();
    await b.import('one.csv', `${plays(1, 3)}${wrong}\n${wrong.replace('4,', '5,')}\n`);
    const ids = listQuarantine(b.lake).map(row => row.quarantineId);
    const [load] = await replayQuarantine(
      b.lake,
      ids.map(quarantineId => ({ quarantineId, raw })),
      ctx,
    );
    expect(undoQuarantine(b.lake, [ids[0]!], ctx)).toEqual(ids);
    await replayQuarantine(
      b.lake,
      ids.map(quarantineId => ({ quarantineId, raw })),
      ctx,
    );
    expect(forgetLoad(b.lake, load!.loadId + 1, ctx).rowsRemoved).toBe(2);
    expect(listQuarantine(b.lake, { state: 'open' })).toHaveLength(2);
  });
});

describe('a corrected text', () => {
  const good = new Map([
    ['lastfm-to-csv/sample_listener.csv', 'Now Player,Now,Playing Now,01 Mar 2024 08:09'],
    ['csv/plays.csv', 'bob,Right Clock,Nobody,2024-02-28 09:00:00,1000,sad'],
    ['json-lines/plays.jsonl', '{"user_id": 8, "track_id": "t:3", "played_at": "2024-03-01T10:00:00Z", "new": 1}'],
    ['hetrec/user_taggedartists.dat', '4\t54\t13\t28\t2\t2010'],
    [
      'listenbrainz/listens/2024/3.jsonl',
      '{"listened_at": 1709280600, "track_metadata": {"track_name": "Right Clock"}}',
    ],
    [
      'spotify-account/StreamingHistory_music_0.json',
      '{"endTime": "2024-03-01 23:05", "trackName": "Found Hour", "msPlayed": 1000}',
    ],
    ['lightgcn/train.txt', '3 9'],
    ['xlsx/plays.xlsx', '{"User":"bob","Track Name":"X","Artist":"Nobody","Played At":"2024-03-01","MS Played":1}'],
  ]);

  it.each([...good])('of %s is read as its source would be', async (file, text) => {
    const b = bench();
    await importPaths(b.lake, { paths: [join(samplesFolder('.'), file)] }, ctx);
    const { quarantineId, relation, message } = listQuarantine(b.lake).at(-1)!;
    const again = replayQuarantine(b.lake, [{ quarantineId }], ctx);
    await expect(again).rejects.toThrow(message);
    const before = bronzeRows(b.lake, relation);
    await replayQuarantine(b.lake, [{ quarantineId, raw: text }], ctx);
    const rows = bronzeRows(b.lake, relation);
    expect(rows.length).toBe(before.length + 1);
    expect(Object.keys(rows.at(-1)!)).toEqual(expect.arrayContaining(['user_id', 'track_id']));
    if (file.startsWith('l')) expect(before.map(row => row.user_id)).toContain(rows.at(-1)!.user_id);
    expect(verifyLoads(b.lake).every(verified => verified.intact)).toBe(true);
    expect(strays(b.lake)).toEqual([]);
  });
});

describe('a source whose columns change', () => {
  it('is noticed, recorded and logged, and refused where something needed is gone', async () => {
    const b = bench();
    const logged: string[] = [];
    const log = (_level: string, message: string): number => logged.push(message);
    const load = (name: string, text: string): Promise<unknown> =>
      importPaths(b.lake, { paths: [b.file(name, text)] }, quietContext({ log }));
    await load('one.csv', plays(1, 3));
    await load('two.csv', plays(4, 6));
    expect(listSourceChanges(b.lake)).toEqual([]);
    await load('three.csv', plays(7, 9).replaceAll(',playlist_id\n', ',mood\n'));
    expect(listSourceChanges(b.lake)).toMatchObject([
      { fileName: 'three.csv', source: 'tracklake', relation: EVENTS, added: ['mood'], removed: ['playlist_id'] },
    ]);
    expect(logged).toContain('three.csv: the columns of tracklake changed; new: mood; gone: playlist_id');
    const columns = { user_id: 'user_id', track_id: 'track_id', played_at: 'played_at' };
    const path = b.file('four.csv', 'user_id,track_id,when\n1,2,3\n');
    const refused = importPaths(b.lake, { paths: [path], mapping: { relation: EVENTS, columns } }, ctx);
    await expect(refused).rejects.toThrow(
      /four\.csv: nothing to fill played_at .*; the file has user_id, track_id, when/,
    );
    const spotify = (extra: object): string =>
      JSON.stringify([{ endTime: '2024-03-01 08:03', artistName: 'A', trackName: 'B', msPlayed: 1, ...extra }]);
    await load('a.json', spotify({}));
    await load('b.json', spotify({ mood: 'sad' }));
    expect(listSourceChanges(b.lake)[0]).toMatchObject({ source: 'spotify-account', added: ['mood'], removed: [] });
    forgetLoad(b.lake, 'b.json', ctx);
    expect(listSourceChanges(b.lake)).toHaveLength(1);
  });
});

describe('appending rows', () => {
  const row = { user_id: 1, track_id: 'x', feedback: 'like', given_at: '2024-01-01T00:00:00Z' };

  it('is a load like any other, and the same rows again change nothing', () => {
    const { lake } = bench();
    const load = appendRows(lake, 'bronze_feedback_events', 'app', [row, { ...row, user_id: 5_000_000_000 }], ctx);
    expect(load).toMatchObject({ rowsIn: 2, rowsLoaded: 2, source: 'app' });
    expect(appendRows(lake, 'feedback_events', 'app', [row, { ...row, user_id: 5_000_000_000 }], ctx)).toEqual(load);
    expect(bronzeRows(lake, 'bronze_feedback_events').map(r => r.user_id)).toEqual([1, 5_000_000_000]);
    expect(lake.db.prepare('select distinct typeof(user_id) from bronze_feedback_events').pluck().all()).toEqual([
      'integer',
    ]);
    expect(verifyLoad(lake, load.loadId).intact).toBe(true);
  });

  it('refuses wrong rows and leaves nothing of the right ones', () => {
    const { lake } = bench();
    const rows = [row, { ...row, given_at: 'yesterday' }];
    expect(() => appendRows(lake, 'bronze_feedback_events', 'app', rows, ctx)).toThrow(
      /row 2 .*given_at is not a time/,
    );
    expect(() => appendRows(lake, 'bronze_feedback_events', 'app', [{ ...row, mood: 1 }], ctx)).toThrow(
      /no column mood/,
    );
    expect(() => appendRows(lake, 'bronze_feedback_event', 'app', [row], ctx)).toThrow(
      /did you mean bronze_feedback_events/,
    );
    expect(allRows(lake)).toEqual({});
    expect(strays(lake)).toEqual([]);
  });
});

describe('two loads at a time', () => {
  const feedback = { user_id: 1, track_id: 'x', feedback: 'like', given_at: '2024-01-01T00:00:00Z' };
  const event = { user_id: 1, track_id: 'x', played_at: '2024-01-01T00:00:00Z' };

  it('are apart in different relations and refused in the same one', async () => {
    const b = bench();
    const path = b.file('fact_listening_events.csv', plays(1, 200_000));
    const second = openLakehouse(b.lake.path, { lock: 'held by this process' });
    const errors: unknown[] = [];
    let chunks = 0;
    const progress = ({ stage }: { stage: string }): void => {
      if (!stage.startsWith('reading') || (chunks += 1) > 1) return;
      const startSecond = (relation: string, row: object): void => {
        try {
          second.db
            .transaction(() => {
              const loadId = nextLoadId(second);
              new BronzeWriter(second, bronzeRelation(relation), Object.keys(row), loadId).add(1, Object.values(row));
            })
            .immediate();
        } catch (error) {
          errors.push(error);
        }
      };
      startSecond(EVENTS, event);
      appendRowsBeside(second, feedback);
    };
    const summary = await importPaths(b.lake, { paths: [path] }, quietContext({ progress }));
    second.close();
    expect(errors).toMatchObject([{ code: 'conflict' }]);
    expect(summary).toMatchObject({ filesLoaded: 1, rowsLoaded: 200_000 });
    expect(
      listLoads(b.lake)
        .map(load => load.rowsLoaded)
        .sort(),
    ).toEqual([1, 200_000]);
    expect(strays(b.lake)).toEqual([]);
  });
});

/** One feedback row as a load of its own, in one transaction, as the event stream does it. */
function appendRowsBeside(lake: Lakehouse, row: Record<string, string | number>): void {
  const relation = 'bronze_feedback_events';
  const origin = {
    sha256: 'x',
    source: 's',
    parserVersion: 1,
    relation,
    fileName: 'f',
    path: '',
    bytes: 1,
    mapping: null,
  };
  lake.db
    .transaction(() => {
      const loadId = nextLoadId(lake);
      const writer = new BronzeWriter(lake, bronzeRelation(relation), Object.keys(row), loadId);
      writer.add(1, Object.values(row));
      writer.flush();
      recordLoad(lake, loadId, { ...origin, startedAt: '2024-01-01T00:00:00Z' }, writer.written, ctx);
    })
    .immediate();
}

describe('a watched folder', () => {
  it('has files pending until they are settled and loaded', async () => {
    const b = bench();
    const watched = join(b.folder, 'weekly_trends');
    const path = b.file('weekly_trends/trends_2025-01-07.csv', plays(1, 3));
    b.file('weekly_trends/trends_2025-01-14.csv.part', 'half a line');
    expect(await pendingFiles(b.lake, watched)).toMatchObject([{ path, state: 'settling' }]);
    utimesSync(path, 1000, 1000);
    expect(await pendingFiles(b.lake, watched)).toMatchObject([{ path, state: 'new' }]);
    await importPaths(b.lake, { paths: [path] }, ctx);
    expect(await pendingFiles(b.lake, watched)).toEqual([]);
    writeFileSync(path, plays(1, 4));
    utimesSync(path, 1001, 1001);
    expect(await pendingFiles(b.lake, watched)).toMatchObject([{ path, state: 'changed' }]);
    forgetLoad(b.lake, 'trends_2025-01-07.csv', ctx);
    expect(await pendingFiles(b.lake, watched)).toMatchObject([{ path, state: 'new' }]);
  });
});

describe('many small files', () => {
  it('give the event loop a turn each, in which SQLite frees what statements held', async () => {
    const b = bench();
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      pending = setImmediate(turn);
    };
    let pending = setImmediate(turn);
    for (let i = 0; i < 5; i += 1)
      await b.import(`${i}.csv`, `user_id,track_id,played_at\n${i},1,2024-01-01T00:00:00Z\n`);
    clearImmediate(pending);
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});
