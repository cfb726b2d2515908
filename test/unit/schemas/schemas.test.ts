import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importPaths } from '../../../src/worker/importers/import-paths.ts';
import { importers } from '../../../src/worker/importers/registry.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { runChecks } from '../../../src/worker/lakehouse/checks.ts';
import { lastFields } from '../../../src/worker/lakehouse/source-drift.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { previewOf } from '../../../src/worker/rpc/import-preview.ts';
import { compareSchemas, type RecordSchema } from '../../../src/worker/schemas/compare.ts';
import { registeredSchema, registeredSchemas, registerSchemas } from '../../../src/worker/schemas/register.ts';
import { shippedSchemas, type ShippedSchema } from '../../../src/worker/schemas/shipped.ts';
import { EVENT_TYPES, parseEvent } from '../../../src/worker/stream/events.ts';
import { withFolder, withLake } from '../../lakehouse/support/lake.ts';

const BEFORE: RecordSchema = {
  properties: { id: { type: 'integer' }, at: { type: 'string', maxLength: 20 }, mood: { type: ['string', 'null'] } },
  required: ['id', 'at'],
  additionalProperties: false,
};

describe('a change of a schema', () => {
  const cases: [what: string, now: RecordSchema, breaking: string[], compatible: string[]][] = [
    ['none', BEFORE, [], []],
    [
      'a field that may be there',
      { ...BEFORE, properties: { ...BEFORE.properties, key: { type: 'string' } } },
      [],
      ['key may be there now'],
    ],
    [
      'a field that must be there',
      { ...BEFORE, properties: { ...BEFORE.properties, key: { type: 'string' } }, required: ['id', 'at', 'key'] },
      ['key must be there now'],
      [],
    ],
    ['a demand', { ...BEFORE, required: ['id', 'at', 'mood'] }, ['mood must be there now'], []],
    ['a demand dropped', { ...BEFORE, required: ['id'] }, [], ['at may be missing now']],
    [
      'a field taken away',
      { ...BEFORE, properties: { id: { type: 'integer' }, at: { type: 'string', maxLength: 20 } } },
      ['mood is not known any more'],
      [],
    ],
    [
      'another type',
      { ...BEFORE, properties: { ...BEFORE.properties, id: { type: 'string' } } },
      ['id: integer → string'],
      [],
    ],
    [
      'more types',
      { ...BEFORE, properties: { ...BEFORE.properties, id: { type: ['integer', 'string'] } } },
      [],
      ['id: integer → integer, string'],
    ],
    [
      'a narrower limit',
      { ...BEFORE, properties: { ...BEFORE.properties, at: { type: 'string', maxLength: 10 } } },
      ['at: maxLength 20 → 10'],
      [],
    ],
    [
      'a wider limit',
      { ...BEFORE, properties: { ...BEFORE.properties, at: { type: 'string' } } },
      [],
      ['at: maxLength 20 → anything'],
    ],
    [
      'words alone',
      { ...BEFORE, properties: { ...BEFORE.properties, id: { type: 'integer', description: 'new words' } } },
      [],
      [],
    ],
    ['unknown fields refused', { ...BEFORE, additionalProperties: false }, [], []],
  ];

  it.each(cases)('%s', (_what, now, breaking, compatible) => {
    expect(compareSchemas(BEFORE, now)).toEqual({ breaking, compatible });
  });

  it('is recorded where it is compatible, and refused with the difference where it is not', () => {
    withLake(lake => {
      const shipped = (schema: RecordSchema): ShippedSchema[] => [
        { name: 'play.v1', kind: 'event', of: 'play', version: 1, schema },
      ];
      const at = new Date('2025-01-01T00:00:00Z');
      registerSchemas(lake.db, 'play', at, shipped(BEFORE));
      registerSchemas(lake.db, 'play', at, shipped({ ...BEFORE, required: ['id'] }));
      expect(registeredSchema(lake.db, 'play.v1')?.changes).toEqual([
        { at: at.toISOString(), difference: 'at may be missing now' },
      ]);
      const closing = shipped({ ...BEFORE, required: ['id', 'mood'] });
      expect(() => registerSchemas(lake.db, 'play', at, closing)).toThrow(
        'play.v1 was changed in a way that what it took before does not fit: mood must be there now',
      );
      expect(registeredSchema(lake.db, 'play.v1')?.schema.required).toEqual(['id']);
      registerSchemas(
        lake.db,
        'play',
        at,
        closing.map(schema => ({ ...schema, name: 'play.v2', version: 2 })),
      );
      expect(registeredSchemas(lake.db).map(({ name }) => name)).toEqual(['play.v1', 'play.v2']);
    });
  });
});

describe('every event and source', () => {
  it('has a schema of its own', () => {
    const names = new Set(shippedSchemas().map(({ name }) => name));
    expect(Object.values(EVENT_TYPES).filter(({ schema }) => !names.has(schema))).toEqual([]);
    const sources = new Set(
      shippedSchemas()
        .filter(({ kind }) => kind === 'source')
        .map(({ of }) => of),
    );
    const anyColumns = ['csv', 'json-lines', 'parquet', 'arrow', 'sqlite', 'xlsx'];
    expect(importers.map(({ name }) => name).filter(name => !sources.has(name) && !anyColumns.includes(name))).toEqual(
      [],
    );
  });

  it('an event is refused with all in which it differs', () => {
    const event = { type: 'listening', event_id: 1, user_id: 2, played_at: 'noon', mood: 'blue' };
    expect(() => parseEvent(event, 3)).toThrow(
      /^event 3: .*track_id.*; unknown field mood; played_at must match pattern/,
    );
  });
});

describe('a source that delivers another form', () => {
  const record = (n: number) => ({
    endTime: `2024-03-01 10:${String(n % 60).padStart(2, '0')}`,
    artistName: 'A',
    trackName: `T${n}`,
    msPlayed: 1000 + n,
  });
  const write = (
    folder: string,
    n: number,
    change: (row: Record<string, unknown>) => Record<string, unknown>,
  ): string => {
    const file = join(folder, `StreamingHistory_music_${n}.json`);
    writeFileSync(file, JSON.stringify(Array.from({ length: 40 }, (_, i) => change(record(i + 100 * n)))));
    return file;
  };
  const load = (lake: Lakehouse, path: string) =>
    importPaths(lake, { paths: [path], source: 'spotify-account', user: 'spotify:ana' }, quietContext());

  it('is refused with the difference when its rows do not fit; its first file is not', () =>
    withFolder(async folder => {
      const lake = openLakehouse(join(folder, 'test.tracklake'));
      try {
        const broken = write(folder, 7, row => ({ ...row, msPlayed: 'three minutes' }));
        expect(await load(lake, broken)).toMatchObject({ rowsQuarantined: 40 });
        await load(
          lake,
          write(folder, 0, row => row),
        );
        const again = write(folder, 1, ({ msPlayed, ...row }) => ({ ...row, playedFor: `${String(msPlayed)} ms` }));
        await expect(load(lake, again)).rejects.toThrow(
          /spotify-account files had another form before: ms_played is empty \(40 of the first 40 rows\); new: playedFor; gone: msPlayed/,
        );
        expect(lake.db.prepare('select count(*) from lake_loads').pluck().get()).toBe(2);
      } finally {
        lake.close();
      }
    }));

  it('is told in the preview, in the log of changes and by a check when columns come and go', () =>
    withFolder(async folder => {
      const lake = openLakehouse(join(folder, 'test.tracklake'));
      try {
        await load(
          lake,
          write(folder, 0, row => row),
        );
        const drifted = write(folder, 1, row => ({ ...row, mood: 'blue' }));
        const preview = await previewOf(
          drifted,
          { source: 'spotify-account', mapping: undefined },
          () => null,
          (source, relation) => lastFields(lake, source, relation),
        );
        expect(preview.warnings).toContain(
          'the columns of spotify-account have changed since its last file: new: mood',
        );
        const steady = () =>
          runChecks(lake, {}, quietContext()).results.find(({ kind }) => kind === 'sources.columns_steady');
        expect(steady()).toMatchObject({ passed: true });
        await load(lake, drifted);
        expect(steady()).toMatchObject({ passed: false, rowsFailed: 1 });
        await load(
          lake,
          write(folder, 2, row => ({ ...row, mood: 'red' })),
        );
        expect(steady()).toMatchObject({ passed: true });
      } finally {
        lake.close();
      }
    }));
});
