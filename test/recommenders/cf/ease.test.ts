import { describe, expect, it } from 'vitest';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { cholesky, choleskySolve } from '../../../src/worker/matrix/cholesky.ts';
import { withCompute } from '../../../src/worker/matrix/compute/compute.ts';
import { columnCounts, type Csr, csrFromPairs, rowOf, transpose } from '../../../src/worker/matrix/csr.ts';
import { invertInPlace } from '../../../src/worker/matrix/dense-inverse.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { ease } from '../../../src/worker/recommenders/ease.ts';
import { checkerboard } from './checkerboard.ts';

const quiet = { ...quietContext(), seed: 1, threads: 2 };

describe('the dense inverse', () => {
  it.each([1, 5, 64, 130])('times the matrix of %i is the identity', async size => {
    const random = seededRandom(size);
    const root = Float64Array.from({ length: size * size }, () => random.normal());
    const entry = (i: number, j: number) => {
      let sum = i === j ? size : 0;
      for (let k = 0; k < size; k += 1) sum += root[i * size + k]! * root[j * size + k]!;
      return sum;
    };
    const matrix = Float32Array.from({ length: size * size }, (_, at) => entry(Math.floor(at / size), at % size));
    await withCompute({ threads: 2 }, compute => {
      const inverse = compute.putFloats(matrix);
      invertInPlace(compute, inverse, size, quiet.cancel);
      for (let i = 0; i < size; i += 1)
        for (let j = 0; j < size; j += 1) {
          let sum = 0;
          for (let k = 0; k < size; k += 1) sum += matrix[i * size + k]! * inverse[k * size + j]!;
          expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-4);
        }
    });
  });
});

describe('ease', () => {
  it.each([
    ['items', checkerboard({ users: 40, items: 20 })],
    ['users', checkerboard({ users: 20, items: 40 })],
  ])('solved from the side of the %s is the published formula', async (_side, dataset) => {
    const lambda = 7;
    const model = await ease.fit(dataset, ease.params.parse({ regularization: lambda }), quiet);
    const scores = new Float32Array(dataset.plays.columns);
    model.score({ kind: 'user', user: 4 }, scores);
    const expected = published(dataset.plays, lambda, 4);
    scores.forEach((score, item) => expect(score).toBeCloseTo(expected[item]!, 4));
  });

  it.each([
    ['items', checkerboard({ users: 40, items: 20 })],
    ['rows', checkerboard({ users: 12, items: 40 })],
  ])(
    'with tags, counts and popularity, from the side of the %s, is the same formula on the stacked rows',
    async (_side, board) => {
      const { plays } = board;
      const tagPairs = { row: [] as number[], column: [] as number[] };
      for (let item = 0; item < plays.columns; item += 1) {
        tagPairs.row.push(item, item);
        tagPairs.column.push(item % 2, 2);
      }
      const tags = csrFromPairs({ rows: plays.columns, columns: 3, ...tagPairs }, { duplicates: 'one' });
      const dataset = { ...board, items: { ...board.items, tags, tagNames: ['even', 'odd', 'all'] } };
      const options = { regularization: 3, counts: 'log', popularityExponent: 0.3, tags: 0.7 };
      const model = await ease.fit(dataset, ease.params.parse(options), quiet);
      const scale = [...columnCounts(plays)].map(count => Math.max(1, count) ** 0.3);
      const logs = (row: number) => [...rowOf(plays, row).values!].map(Math.log1p);
      const rows = Array.from({ length: plays.rows }, (_, row) => {
        const mean = Math.sqrt(logs(row).reduce((sum, log) => sum + log * log, 0) / logs(row).length);
        return dense(plays, row, at => logs(row)[at]! / mean, scale);
      });
      const carried = transpose(tags);
      const tagRows = [0, 1, 2].map(tag => {
        const say = (0.7 * Math.log1p(1)) / Math.sqrt(Math.log(2 + rowOf(carried, tag).indices.length));
        return dense(carried, tag, () => say, scale);
      });
      const expected = regressed([...rows, ...tagRows], 3, rows[4]!).map((score, item) => score * scale[item]!);
      const scores = new Float32Array(plays.columns);
      model.score({ kind: 'user', user: 4 }, scores);
      scores.forEach((score, item) => expect(score).toBeCloseTo(expected[item]!, 3));
      const { indices, values } = rowOf(plays, 4);
      model.score({ kind: 'history', items: indices, weights: values! }, scores);
      scores.forEach((score, item) => expect(score).toBeCloseTo(expected[item]!, 3));
      const sum = model
        .explain({ kind: 'user', user: 4 }, 3)!
        .reduce((total, reason) => total + reason.contribution, 0);
      expect(sum).toBeCloseTo(expected[3]!, 3);
    },
  );

  it('refuses a catalogue over its limit, and says what else there is', async () => {
    const params = ease.params.parse({ largest: 10 });
    await expect(ease.fit(checkerboard(), params, quiet)).rejects.toThrow('24 rows; the limit is 10');
  });
});

const dense = (matrix: Csr, row: number, value: (at: number) => number, scale: number[]): number[] => {
  const result = scale.map(() => 0);
  rowOf(matrix, row).indices.forEach((column, at) => (result[column] = value(at) / scale[column]!));
  return result;
};

function published(plays: Csr, lambda: number, user: number): number[] {
  const ones = Array.from({ length: plays.columns }, () => 1);
  const rows = Array.from({ length: plays.rows }, (_, row) => dense(plays, row, () => 1, ones));
  return regressed(rows, lambda, rows[user]!);
}

/** x·B with B = I - P·diag(1 / diag P), P = (XᵀX + λI)⁻¹, in double precision and without any shortcut. */
function regressed(rows: number[][], lambda: number, x: number[]): number[] {
  const n = x.length;
  const gram = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return rows.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? lambda : 0);
  });
  cholesky(gram, n);
  const p = Array.from({ length: n }, (_, i) => {
    const unit = new Float64Array(n);
    unit[i] = 1;
    choleskySolve(gram, n, unit);
    return unit;
  });
  return Array.from({ length: n }, (_, i) =>
    x.reduce((sum, weight, j) => (j === i ? sum : sum - (weight * p[j]![i]!) / p[i]![i]!), 0),
  );
}

describe('ease over the items that most play', () => {
  it('is ease on these columns alone, and has no score for the others', async () => {
    const board = checkerboard({ users: 40, items: 24 });
    const { plays } = board;
    const counts = [...columnCounts(plays)];
    const head = [...counts.keys()]
      .sort((a, b) => counts[b]! - counts[a]! || a - b)
      .slice(0, 10)
      .sort((a, b) => a - b);
    const params = ease.params.parse({ regularization: 5, head: 10 });
    const model = await ease.fit(board, params, quiet);
    const scores = new Float32Array(plays.columns);
    model.score({ kind: 'user', user: 7 }, scores);
    const ones = head.map(() => 1);
    const rows = Array.from({ length: plays.rows }, (_, row) => {
      const full = dense(
        plays,
        row,
        () => 1,
        counts.map(() => 1),
      );
      return ones.map((_one, at) => full[head[at]!]!);
    });
    const expected = regressed(rows, 5, rows[7]!);
    scores.forEach((score, item) =>
      expect(score).toBeCloseTo(head.includes(item) ? expected[head.indexOf(item)]! : 0, 4),
    );
    const [best] = [...head].sort((a, b) => scores[b]! - scores[a]!);
    const reasons = model.explain({ kind: 'user', user: 7 }, best!)!;
    expect(reasons.reduce((sum, reason) => sum + reason.contribution, 0)).toBeCloseTo(scores[best!]!, 4);
    const loaded = ease.load(model.save(), board);
    const again = new Float32Array(plays.columns);
    loaded.score({ kind: 'user', user: 7 }, again);
    expect(again).toEqual(scores);
  });
});
