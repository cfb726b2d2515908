import type Database from 'better-sqlite3';

/** Which load a row of bronze came with, by its row id: a load's rows stand together. */
export class LoadBounds {
  readonly #firsts: readonly number[];

  constructor(db: Database.Database, relation: string) {
    this.#firsts = db
      .prepare('select first_row_id from lake_loads where relation = ? and first_row_id is not null order by 1')
      .pluck()
      .all(relation) as number[];
  }

  /** A number that is the same for all rows of a load. */
  of(rowId: number): number {
    let low = 0;
    let high = this.#firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#firsts[middle] ?? 0) <= rowId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
