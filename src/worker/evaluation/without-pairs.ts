import type { Csr } from '../matrix/csr.ts';
import { positionOf } from '../recommenders/neighbour-model.ts';
import type { Dataset, Events } from '../recommenders/recommender.ts';

/** The dataset without any trace of the plays and skips of these (user, item) pairs. */
export function withoutPairs(dataset: Dataset, pairs: Csr): Dataset {
  const held = (user: number, item: number): boolean =>
    positionOf(pairs.indices, item, pairs.indptr[user] ?? 0, pairs.indptr[user + 1] ?? 0) >= 0;
  const { matrix, kept } = withoutCells(dataset.plays, held);
  return {
    ...dataset,
    plays: matrix,
    lastPlayed: dataset.lastPlayed && Float32Array.from(kept, at => dataset.lastPlayed?.[at] ?? NaN),
    skips: dataset.skips == null ? null : withoutCells(dataset.skips, held).matrix,
    events: dataset.events && withoutEvents(dataset.events, held),
  };
}

function withoutCells(matrix: Csr, held: (row: number, column: number) => boolean): { matrix: Csr; kept: Int32Array } {
  const indptr = new Int32Array(matrix.rows + 1);
  const kept = new Int32Array(matrix.indices.length);
  let stored = 0;
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let at = matrix.indptr[row] ?? 0; at < (matrix.indptr[row + 1] ?? 0); at += 1) {
      if (held(row, matrix.indices[at] ?? 0)) continue;
      kept[stored] = at;
      stored += 1;
    }
    indptr[row + 1] = stored;
  }
  const positions = kept.subarray(0, stored);
  const { rows, columns, indices, values } = matrix;
  return {
    matrix: {
      rows,
      columns,
      indptr,
      indices: Int32Array.from(positions, at => indices[at] ?? 0),
      values: values && Float32Array.from(positions, at => values[at] ?? 0),
    },
    kept: positions,
  };
}

function withoutEvents({ user, item, at, msPlayed }: Events, held: (user: number, item: number) => boolean): Events {
  const kept: number[] = [];
  for (let e = 0; e < user.length; e += 1) if (!held(user[e] ?? 0, item[e] ?? 0)) kept.push(e);
  return {
    user: Int32Array.from(kept, e => user[e] ?? 0),
    item: Int32Array.from(kept, e => item[e] ?? 0),
    at: Float64Array.from(kept, e => at[e] ?? 0),
    msPlayed: Int32Array.from(kept, e => msPlayed[e] ?? 0),
  };
}
