import { bareDataset } from '../../../src/worker/evaluation/benchmarks/split.ts';
import { csrFromPairs } from '../../../src/worker/matrix/csr.ts';
import type { Dataset } from '../../../src/worker/recommenders/recommender.ts';

export const WITHHELD = { user: 3, item: 15 };

/**
 * Even users play even items, odd users odd ones, each with gaps; one pair is withheld. Whoever learns anything puts
 * items of the user's own colour first.
 */
export function checkerboard({ users = 30, items = 24 } = {}): Dataset {
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  for (let user = 0; user < users; user += 1)
    for (let item = user % 2; item < items; item += 2) {
      if ((user * 7 + item * 3) % 10 < 3 || (user === WITHHELD.user && item === WITHHELD.item)) continue;
      row.push(user);
      column.push(item);
      value.push(1 + ((user + item) % 4));
    }
  return bareDataset(csrFromPairs({ rows: users, columns: items, row, column, value }));
}
