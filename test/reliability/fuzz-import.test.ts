import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelimitedScanner } from '../../src/worker/importers/formats/delimited-scanner.ts';
import { runFuzz } from './import/fuzz-run.ts';
import { countRecords } from './import/reference-records.ts';

describe('damaged files', () => {
  it('are refused or accounted for, row by row (a share; the long run has 10,000)', async () => {
    const report = await runFuzz(1, 300);
    expect(report.faults).toEqual([]);
    expect(report.rowsQuarantined).toBeGreaterThan(100);
    expect(report.loaded).toBeGreaterThan(100);
  });
});

/** Records that the scanner tells of, with or without the broken ones. */
function scanned(text: string, columns: number, withBroken: boolean): number {
  const bytes = Buffer.from(text);
  let records = 0;
  const scanner = new DelimitedScanner(',', true, {
    record: () => (records += 1),
    broken: () => (records += Number(withBroken)),
  });
  scanner.expect(columns);
  scanner.scan(bytes, bytes.length, true);
  return records;
}

describe('the scanner against a slow reference', () => {
  const hostile = fc
    .array(fc.constantFrom('"', '""', ',', '\n', '\r\n', '\r', 'a', 'b1', ' ', '"a"', '","'), { maxLength: 60 })
    .map(parts => parts.join(''));

  it('tells of every record, whole or broken', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 4 }), (text, columns) => {
        expect(scanned(text, columns, true)).toBe(countRecords(text, columns));
      }),
      { numRuns: 5000 },
    );
  });

  it('would be caught leaving broken ones out (control)', () => {
    const check = fc.check(
      fc.property(hostile, text => scanned(text, 2, false) === countRecords(text, 2)),
      { numRuns: 5000 },
    );
    expect(check.failed).toBe(true);
  });
});
