import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/worker/importers/cells/parse-json.ts';
import { parseText } from '../../src/worker/importers/cells/parse-text.ts';
import { parseDate, parseTime } from '../../src/worker/importers/cells/parse-time.ts';
import { ByteCells } from '../../src/worker/importers/cells/read-bytes.ts';
import { BARE, DelimitedScanner } from '../../src/worker/importers/formats/delimited-scanner.ts';
import { JsonArrayScanner } from '../../src/worker/importers/formats/json-array-scanner.ts';
import { CELL_KINDS, type BronzeValue } from '../../src/worker/importers/importer.ts';
import { RowDigest } from '../../src/worker/importers/load/row-digest.ts';
import { distinctNames } from '../../src/worker/importers/distinct-names.ts';
import { namedTrackId } from '../../src/worker/importers/named-track.ts';

const cell = fc.oneof(
  fc.constantFrom('', 'a', '1', '"', '""', ',', '\n', '\r\n', 'a,b', 'say "so"', ' x ', 'é', '音楽', '😀'),
  fc.string({ unit: 'binary', maxLength: 12 }).filter(text => !text.includes('\0')),
);
const table = fc
  .integer({ min: 2, max: 5 })
  .chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }));

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const written = (rows: string[][], quoteAll: boolean, lineEnd: string): string =>
  rows
    .map(row => row.map(text => (quoteAll || /[",\r\n]/.test(text) ? quoted(text) : text)).join(','))
    .map(line => line + lineEnd)
    .join('');

/** What the scanner finds when it is given the bytes piece by piece. */
function scan(text: string, pieces: readonly number[]): { rows: string[][]; lines: number[]; broken: number } {
  const bytes = Buffer.from(text);
  const cells = new ByteCells(bytes, 'utf-8');
  const found = { rows: [] as string[][], lines: [] as number[], broken: 0 };
  let offset = 0;
  const at = new DelimitedScanner(',', true, {
    record(line, count) {
      found.lines.push(line);
      found.rows.push(
        Array.from(
          { length: count },
          (_, i) => cells.text((at.starts[i] ?? 0) + offset, (at.ends[i] ?? 0) + offset, at.marks[i] ?? BARE) ?? '�',
        ),
      );
    },
    broken() {
      found.broken += 1;
    },
  });
  let seen = 0;
  for (const piece of [...pieces, bytes.length]) {
    seen = Math.min(bytes.length, seen + piece);
    offset += at.scan(bytes.subarray(offset), seen - offset, seen === bytes.length);
    if (seen === bytes.length) break;
  }
  return found;
}

describe('delimited text', () => {
  it('comes back as it was written, wherever the reading is cut', () => {
    fc.assert(
      fc.property(
        table,
        fc.boolean(),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(9)),
        (rows, all, lineEnd, pieces) => {
          const { rows: got, broken } = scan(written(rows, all, lineEnd), pieces);
          expect(broken).toBe(0);
          expect(got).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('counts lines the way an editor does', () => {
    fc.assert(
      fc.property(table, rows => {
        const { lines } = scan(written(rows, true, '\n'), []);
        let line = 1;
        const expected = rows.map(row => {
          const mine = line;
          line += row.join('').split('\n').length;
          return mine;
        });
        expect(lines).toEqual(expected);
      }),
    );
  });

  it('loses one line to a quote that never closes', () => {
    const text = 'a,b\n1,"open\n2,x\n3,y\n';
    expect(scan(text, [])).toEqual({
      rows: [
        ['a', 'b'],
        ['2', 'x'],
        ['3', 'y'],
      ],
      lines: [1, 3, 4],
      broken: 1,
    });
  });

  it('reads hostile quotes in time that grows with the file alone', () => {
    const started = performance.now();
    scan('a","b\n'.repeat(300_000), []);
    scan('"a\n'.repeat(300_000), []);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('gives columns names of their own', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', '', 'a_2', 'A')), names => {
        const distinct = distinctNames(names);
        expect(new Set(distinct).size).toBe(names.length);
        expect(distinct.every(name => name !== '')).toBe(true);
      }),
    );
  });
});

/** What the array scanner finds when it is given the bytes piece by piece: numbered texts of elements, whole or broken. */
function scanArray(text: string, pieces: readonly number[]): string[] {
  const bytes = Buffer.from(text);
  const found: string[] = [];
  let offset = 0;
  const scanner = new JsonArrayScanner(undefined, {
    take: () => -1,
    element(number, start, end) {
      found.push(`${number}: ${bytes.toString('utf8', start + offset, end + offset)}`);
      if (found.length > text.length) throw new Error('it goes round in circles');
    },
    broken(number, reason) {
      found.push(`${number}: ${reason}`);
    },
  });
  let seen = 0;
  for (const piece of [...pieces, bytes.length]) {
    seen = Math.min(bytes.length, seen + piece);
    offset += scanner.scan(bytes.subarray(offset), seen - offset, seen === bytes.length);
    if (seen === bytes.length) break;
  }
  return found;
}

describe('an array of JSON', () => {
  it('comes apart into its elements, wherever the reading is cut', () => {
    const elements = fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.constant({})), { maxLength: 12 });
    fc.assert(
      fc.property(elements, fc.constantFrom(undefined, 1), fc.array(fc.nat(15)), (list, indent, pieces) => {
        const got = scanArray(JSON.stringify(list, null, indent), pieces);
        expect(got.map(text => JSON.parse(text.replace(/^\d+: /, '')) as unknown)).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
        expect(got.map(text => Number(text.split(':')[0]))).toEqual(list.map((_, i) => i + 1));
      }),
      { numRuns: 500 },
    );
  });

  it('comes to an end, and to the same one, however broken it is', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      '\\"',
      '\\',
      ':',
      ' ',
      '\n',
      'd',
      '1',
      '{"a":1}',
      '"x":2',
    );
    const hostile = fc.array(token, { maxLength: 40 }).map(tokens => `[${tokens.join('')}`);
    fc.assert(
      fc.property(hostile, fc.array(fc.integer({ min: 1, max: 9 })), (text, pieces) => {
        expect(scanArray(text, pieces).length).toBe(scanArray(text, []).length);
      }),
      { numRuns: 3000, examples: [['[\nd\n"a": 1\n},\n{"b": 2}]', []]] },
    );
  });
});

describe('cells', () => {
  const texts = fc.oneof(
    fc.constantFrom(
      '0',
      '-0',
      '007',
      '12',
      '-12',
      '1e3',
      '1.5',
      '12345678901234567',
      '9223372036854775808',
      'true',
      ' 1',
    ),
    fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map(d => `${d.toISOString().slice(0, 19)}Z`),
    fc.constantFrom('2024-02-30T00:00:00Z', '2024-01-01T24:00:00Z', '2024-1-1', '2023-02-29', '2024-02-29'),
    fc.string({ maxLength: 25 }).filter(text => !text.includes('\0')),
  );

  it('are the same from bytes and from text', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...CELL_KINDS), (text, kind) => {
        const bytes = Buffer.from(`xx${text}yy`);
        const got = new ByteCells(bytes, 'utf-8').read(kind, 2, bytes.length - 2, BARE);
        expect(got).toEqual(parseText(kind, text));
      }),
      { numRuns: 1000 },
    );
  });

  it('keep whole numbers exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), value => {
        expect(BigInt(parseText('id', String(value)) ?? 0)).toBe(value);
        expect(BigInt((parseJson(`{"a": ${value}}`) as { a: number | bigint }).a)).toBe(value);
      }),
    );
    expect(parseText('id', '007')).toBe('007');
    expect(parseText('id', '9223372036854775808')).toBe('9223372036854775808');
  });

  it('agree with the calendar about times', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }), date => {
        const iso = date.toISOString();
        const expected = `${iso.slice(0, 19)}Z`;
        expect(parseTime(iso)).toBe(expected);
        expect(parseTime(iso.slice(0, 19).replace('T', ' '))).toBe(expected);
        expect(parseDate(iso)).toBe(iso.slice(0, 10));
        const ms = date.getTime();
        if (ms > 1e11) expect(parseTime(String(ms))).toBe(expected);
      }),
    );
    expect(parseTime('2024-03-01T08:15:00+02:00')).toBe('2024-03-01T06:15:00Z');
    expect(parseTime('2024-01-01T01:00:00+0530')).toBe('2023-12-31T19:30:00Z');
    expect(parseTime('05 Jan 2024, 09:07')).toBe('2024-01-05T09:07:00Z');
    for (const wrong of ['2023-02-29', '2024-13-01', 'yesterday', '12/31/2024 8 pm', '2024-01-01T25:61:00Z', ''])
      expect(parseTime(wrong)).toBeUndefined();
  });
});

describe('the row digest', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string(),
  ) as fc.Arbitrary<BronzeValue>;
  const rows = fc.array(fc.tuple(fc.nat(), fc.array(value, { minLength: 3, maxLength: 3 })), {
    minLength: 1,
    maxLength: 8,
  });
  const digest = (list: [number, BronzeValue[]][], columns = ['a', 'b', 'c']): string => {
    const made = new RowDigest(columns);
    for (const [line, values] of list) made.add(line, values);
    return made.hex;
  };

  it('does not depend on the order of rows, and sees a row that is there twice', () => {
    fc.assert(
      fc.property(rows, list => {
        expect(digest([...list].reverse())).toBe(digest(list));
        expect(digest([...list, ...list.slice(0, 1)])).not.toBe(digest(list));
      }),
    );
  });

  it('sees a value that changed or moved to another column', () => {
    fc.assert(
      fc.property(rows, fc.nat(2), value, (list, place, other) => {
        const [line, values] = list[0]!;
        fc.pre(!Object.is(values[place], other) && Number(values[place]) !== Number(other));
        const changed: [number, BronzeValue[]] = [line, values.with(place, other)];
        expect(digest([changed, ...list.slice(1)])).not.toBe(digest(list));
      }),
    );
    expect(digest([[1, ['x', null, null]]])).not.toBe(digest([[1, [null, 'x', null]]]));
  });
});

describe('tracks without an id', () => {
  it('are the same in every spelling', () => {
    const id = namedTrackId('Beyoncé & Jay', 'Déjà Vu (feat. X)');
    expect(namedTrackId('BEYONCE and  jay', 'deja vu  feat X')).toBe(id);
    expect(namedTrackId('Beyoncé & Jay', 'Déjà Vu (feat. Y)')).not.toBe(id);
    expect(namedTrackId('!!!', 'x')).not.toBe(namedTrackId('???', 'x'));
  });
});
