import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Csr, csrFromPairs, rowOf, transpose } from '../../../src/worker/matrix/csr.ts';

const triples = fc.record({
  rows: fc.integer({ min: 1, max: 8 }),
  columns: fc.integer({ min: 1, max: 8 }),
  pairs: fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 9 })), { maxLength: 40 }),
});

describe('a sparse matrix', () => {
  it('sums duplicates and sorts columns, like a dense table', () => {
    fc.assert(
      fc.property(triples, ({ rows, columns, pairs }) => {
        const inside = pairs.map(([row, column, value]) => [row % rows, column % columns, value] as const);
        const table = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
        for (const [row, column, value] of inside) table[row]![column]! += value;
        const matrix = csrFromPairs({
          rows,
          columns,
          row: inside.map(pair => pair[0]),
          column: inside.map(pair => pair[1]),
          value: inside.map(pair => pair[2]),
        });
        expect(dense(matrix)).toEqual(table);
        for (let row = 0; row < rows; row += 1) {
          const { indices } = rowOf(matrix, row);
          expect([...indices]).toEqual([...new Set(indices)].sort((a, b) => a - b));
        }
        expect(transpose(transpose(matrix))).toEqual(matrix);
        expect(dense(transpose(matrix))).toEqual(table[0]!.map((_, column) => table.map(line => line[column]!)));
      }),
    );
  });

  it('keeps no values where all are 1', () => {
    const twice = { rows: 2, columns: 2, row: [1, 0, 1], column: [1, 0, 1] };
    expect(csrFromPairs(twice, { duplicates: 'one' }).values).toBeNull();
    expect(csrFromPairs(twice).values).toEqual(Float32Array.of(1, 2));
  });

  it('says which pair is outside', () => {
    expect(() => csrFromPairs({ rows: 2, columns: 2, row: [0, 2], column: [0, 0] })).toThrow('row 2 is outside 0..1');
  });
});

function dense(matrix: Csr): number[][] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const line = new Array<number>(matrix.columns).fill(0);
    const { indices, values } = rowOf(matrix, row);
    indices.forEach((column, at) => (line[column] = values?.[at] ?? 1));
    return line;
  });
}
