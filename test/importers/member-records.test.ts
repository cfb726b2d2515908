import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/worker/importers/cells/parse-json.ts';
import type { BronzeValue, Plan } from '../../src/worker/importers/importer.ts';
import { MemberRecords } from '../../src/worker/importers/load/member-records.ts';
import { ObjectRecords, type SourceObject } from '../../src/worker/importers/load/object-records.ts';
import { bronzeRelation } from '../../src/worker/importers/mapping.ts';

const plan: Plan = {
  relation: 'bronze_fact_listening_events',
  format: { kind: 'json-lines' },
  rules: [
    { to: 'user_id', from: 'user', kind: 'id', prefix: 'x:' },
    { to: 'track_id', from: 'track', kind: 'id' },
    { to: 'played_at', from: 'at', kind: 'time', required: true },
    { to: 'ms_played', from: 'ms', kind: 'integer' },
    { to: 'skipped', from: 'skip', kind: 'flag' },
    { to: 'artist_name', from: 'artist', kind: 'text' },
  ],
  computed: ['track_title'],
  ignore: ['secret', 'list'],
  finish(row) {
    row.set(
      'track_title',
      JSON.stringify(row.source('list') ?? null, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)),
    );
    return row.source('bad') === true ? { reason: 'bad', message: 'bad' } : undefined;
  },
};

type Row = BronzeValue[] | { reason: string; column: string | undefined };

class Rows {
  readonly rows: Row[] = [];
  add = (_line: number, values: readonly BronzeValue[]): void => void this.rows.push([...values]);
  reject = (_line: number, { reason, column }: { reason: string; column?: string }): void =>
    void this.rows.push({ reason, column });
}

const relation = bronzeRelation(plan.relation);

/** Records from their bytes: what each became, or undefined where it is left to the parser. */
function fromBytes(texts: readonly string[]): (Row | undefined)[] {
  const bytes = Buffer.from(texts.join('\n'));
  const members = new MemberRecords(bytes, new ObjectRecords(relation, plan));
  let start = 0;
  return texts.map(text => {
    const end = start + Buffer.byteLength(text);
    const sink = new Rows();
    const taken = members.takeWhole(sink, 1, start, end);
    start = end + 1;
    return taken ? sink.rows[0] : undefined;
  });
}

function fromObject(text: string): Row | 'not JSON' | undefined {
  const sink = new Rows();
  let object: unknown;
  try {
    object = parseJson(text);
  } catch {
    return 'not JSON';
  }
  new ObjectRecords(relation, plan).take(sink, 1, object as SourceObject, () => text);
  return sink.rows[0];
}

const value = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    'false',
    '""',
    '0',
    '-0',
    '1.0',
    '1e3',
    '12345678901234567',
    '9007199254740993',
    '01',
  ),
  fc.constantFrom(
    '"2024-01-01T00:00:03Z"',
    '1704067203',
    '"1704067203"',
    '"yes"',
    '"a\\u00e9\\n"',
    '"é – 音"',
    '"\\ud800"',
  ),
  fc.constantFrom('[1, 2]', '[1,2]', '{"b": 1,"a":null}', '{"2":1,"1":2}', '[[', '"open', '{"a":tru}', '"tab\there"'),
  fc.jsonValue({ maxDepth: 2 }).map(given => JSON.stringify(given)),
  fc.integer().map(String),
);
const key = fc.constantFrom(
  'user',
  'track',
  'at',
  'ms',
  'skip',
  'artist',
  'secret',
  'list',
  'bad',
  'more',
  'é',
  'a.b',
  '7',
);
const space = fc.constantFrom('', '', '', ' ', '\n  ');
const record = fc
  .array(fc.tuple(key, value, space), { maxLength: 9 })
  .map(members => `{${members.map(([name, text, gap]) => `${gap}"${name}":${gap}${text}${gap}`).join(',')}}`);
const play = record.map(
  text => `{"user":"ana","track":"t1","at":"2024-01-01T00:00:03Z","ms":5${text === '{}' ? '' : ','}${text.slice(1)}`,
);

describe('records read from their bytes', () => {
  it('are the rows that the parser gives, or are left to it', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(record, play), { minLength: 1, maxLength: 5 }), texts => {
        fromBytes(texts).forEach((row, i) => {
          if (row === undefined) return;
          taken += 1;
          expect(row).toEqual(fromObject(texts[i] ?? ''));
        });
      }),
      { numRuns: 4000 },
    );
    expect(taken).toBeGreaterThan(1000);
  });

  it('would be caught copying numbers and text as they stand (control)', () => {
    const naive = fc.check(
      fc.property(value, text => {
        const [row] = fromBytes([`{"user":1,"track":1,"at":1704067203,"more":${text}}`]);
        return row === undefined || !Array.isArray(row) || row.at(-1) === null || row.at(-1) === `{"more":${text}}`;
      }),
      { numRuns: 1000 },
    );
    expect(naive.failed).toBe(true);
  });

  it('take what a source writes', () => {
    const text =
      '{"user":"ana","track":"t1","at":"2024-01-01T00:00:03Z","ms":5,"artist":"Sigur Rós","platform":"linux","n":1.50}';
    const [row] = fromBytes([text]);
    expect(row).toEqual(fromObject(text));
    expect(row).toContain('{"platform":"linux","n":1.5}');
  });
});
