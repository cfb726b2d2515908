import { rowOf, type Csr } from '../matrix/csr.ts';
import { seededRandom } from '../matrix/random.ts';
import type { Dataset } from '../recommenders/recommender.ts';

/** The dataset with the plays of a random share of its users; the others keep their rows, empty. */
export function someUsers(dataset: Dataset, share: number, seed: number): Dataset {
  const random = seededRandom(seed);
  const keeps = Array.from({ length: dataset.plays.rows }, () => random.next() < share);
  const kept = keptRows(dataset.plays, keeps);
  const { events, lastPlayed } = dataset;
  const positions = events === null ? [] : [...events.user.keys()].filter(e => keeps[events.user[e] ?? 0]);
  return {
    ...dataset,
    plays: kept.matrix,
    lastPlayed: lastPlayed && Float32Array.from(kept.positions, at => lastPlayed[at] ?? NaN),
    skips: dataset.skips == null ? null : keptRows(dataset.skips, keeps).matrix,
    events: events && {
      user: Int32Array.from(positions, e => events.user[e] ?? 0),
      item: Int32Array.from(positions, e => events.item[e] ?? 0),
      at: Float64Array.from(positions, e => events.at[e] ?? 0),
      msPlayed: Int32Array.from(positions, e => events.msPlayed[e] ?? 0),
    },
  };
}

function keptRows(matrix: Csr, keeps: readonly boolean[]): { matrix: Csr; positions: number[] } {
  const indptr = new Int32Array(matrix.rows + 1);
  const positions: number[] = [];
  for (let row = 0; row < matrix.rows; row += 1) {
    const start = matrix.indptr[row] ?? 0;
    if (keeps[row]) for (let at = 0; at < rowOf(matrix, row).indices.length; at += 1) positions.push(start + at);
    indptr[row + 1] = positions.length;
  }
  const { values } = matrix;
  return {
    matrix: {
      rows: matrix.rows,
      columns: matrix.columns,
      indptr,
      indices: Int32Array.from(positions, at => matrix.indices[at] ?? 0),
      values: values && Float32Array.from(positions, at => values[at] ?? 0),
    },
    positions,
  };
}
