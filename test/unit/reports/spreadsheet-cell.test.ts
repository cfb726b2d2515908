import { describe, expect, it } from 'vitest';
import { csvField, inertText } from '../../../src/worker/reports/spreadsheet-cell.ts';
import { cellsOf } from './cells-of.ts';
import { FORMULAS } from './payloads.ts';

/** What a spreadsheet computes: after blanks of any kind, a sign of a formula in any width. */
const isFormula = (cell: string): boolean =>
  /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹢﹣﹦﹫−]/u.test(cell) || /^[\t\r\n]/.test(cell);

describe('a CSV field', () => {
  it.each(FORMULAS.map((payload, i) => [i, payload]))(
    'makes formula %i inert, whatever separates the cells',
    (_, payload) => {
      const line = `1,${csvField(String(payload))},2\r\n`;
      for (const separator of [',', ';', '\t']) expect(cellsOf(line, separator).filter(isFormula)).toEqual([]);
    },
  );

  it('would be caught if it did not', () => {
    const caught = FORMULAS.filter(payload => {
      const bare = `1,"${payload.replaceAll('"', '""')}",2\r\n`;
      return [',', ';', '\t'].some(separator => cellsOf(bare, separator).some(isFormula));
    });
    expect(caught.length).toBeGreaterThan(FORMULAS.length * 0.9);
  });

  it('leaves ordinary text alone, and numbers are numbers', () => {
    for (const text of ['Blue, Again', 'a-b', '"Quoted"', 'x = y', '', 'naïve 東京'])
      expect(inertText(text)).toBe(text);
    expect([csvField(-0.5), csvField(3), csvField(null), csvField('say "hi"')]).toEqual([
      '-0.5',
      '3',
      '',
      '"say ""hi"""',
    ]);
  });

  it('keeps a row on one line', () => {
    expect(inertText('a\r\nb\u2028c')).toBe('a b c');
  });
});
