import { type Csr, csrFromPairs, rowOf } from '../../matrix/csr.ts';
import { seededRandom, shuffled } from '../../matrix/random.ts';
import type { Judged } from '../judge-model.ts';
import type { Split } from './split.ts';

/**
 * Holds out a share of each user's items at random, rounded down, at least one where the user has three or more. What
 * parameters are chosen on, so that the test part stays unseen.
 */
export function cutForValidation(train: Csr, { share, seed }: { share: number; seed: number }): Split {
  const random = seededRandom(seed);
  return splitRows(train, items => {
    const held = items.length < 3 ? 0 : Math.max(1, Math.floor(items.length * share));
    return new Set(shuffled([...items], random).slice(0, held));
  });
}

/** Parts every row in two by which of its columns are held out; play counts go along. */
export function splitRows(matrix: Csr, heldOut: (columns: Int32Array, row: number) => ReadonlySet<number>): Split {
  const kept = { row: [] as number[], column: [] as number[], value: [] as number[] };
  const held = { row: [] as number[], column: [] as number[], value: [] as number[] };
  for (let row = 0; row < matrix.rows; row += 1) {
    const { indices, values } = rowOf(matrix, row);
    const out = heldOut(indices, row);
    indices.forEach((column, at) => {
      const side = out.has(column) ? held : kept;
      side.row.push(row);
      side.column.push(column);
      side.value.push(values?.[at] ?? 1);
    });
  }
  const size = { rows: matrix.rows, columns: matrix.columns };
  const build = (side: typeof kept): Csr =>
    csrFromPairs({ ...size, ...side }, matrix.values === null ? { duplicates: 'one' } : {});
  return { train: build(kept), test: build(held) };
}

/** At most `most` users with held-out items, drawn with a seed, ascending. */
export function judgedUsers(test: Csr, { most, seed }: { most: number; seed: number }): Judged {
  const able = Array.from({ length: test.rows }, (_, user) => user).filter(
    user => rowOf(test, user).indices.length > 0,
  );
  const users = Int32Array.from(shuffled(able, seededRandom(seed)).slice(0, most)).sort();
  return { users, relevant: Array.from(users, user => new Set(rowOf(test, user).indices)) };
}
