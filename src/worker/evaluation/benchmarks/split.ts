import { TracklakeError } from '../../../shared/errors.ts';
import { columnCounts, type Csr, csrFromPairs, rowOf } from '../../matrix/csr.ts';
import type { Dataset } from '../../recommenders/recommender.ts';
import { IdNumbers } from './id-numbers.ts';
import { linesOf } from './text-lines.ts';

/** What a model may see, and what it is asked for: users × items each, of the same size. */
export interface Split {
  readonly train: Csr;
  readonly test: Csr;
}

export interface LightGcnFiles {
  /** The training part without users and items that only the test part names: what choices are made on. */
  readonly trainAlone: Csr;
  readonly facts: SplitFacts;
}

/** What stands in two files, as far as it can surprise. */
export interface SplitFacts {
  readonly users: number;
  readonly items: number;
  readonly trainPairs: number;
  readonly testPairs: number;
  /** Of the test part: users without a pair in train; pairs whose item nobody has in train, so that nothing can find them. */
  readonly newUsers: number;
  readonly unfindable: number;
  /** Pairs that are in both files: masked in the lists, as the published protocol does, so never found. */
  readonly inBoth: number;
}

/**
 * Reads a pair of files in the LightGCN form: one line a user, `user item item …`, apart by blanks or commas. Ids are any
 * text; items are numbered in the order of their ids, by value where all are whole numbers. A user may come on several
 * lines or without items, a pair more than once.
 */
export function readLightGcnSplit(trainFile: string, testFile: string): Split & LightGcnFiles {
  const users = new IdNumbers();
  const items = new IdNumbers();
  const trainRows = readRows(trainFile, users, items);
  const known = { rows: users.size, columns: items.size };
  const testRows = readRows(testFile, users, items);
  const userPlaces = users.final(user => user < known.rows);
  const itemPlaces = items.final(item => item < known.columns);
  const matrix = ({ row, column }: typeof trainRows, size: Pick<Csr, 'rows' | 'columns'>): Csr =>
    csrFromPairs(
      {
        ...size,
        row: row.map(user => userPlaces[user] ?? 0),
        column: column.map(item => itemPlaces[item] ?? 0),
      },
      { duplicates: 'one' },
    );
  const all = { rows: users.size, columns: items.size };
  const [train, test] = [matrix(trainRows, all), matrix(testRows, all)];
  return { train, test, trainAlone: matrix(trainRows, known), facts: factsOf(train, test) };
}

function readRows(file: string, users: IdNumbers, items: IdNumbers): { row: Int32Array; column: Int32Array } {
  const row: number[] = [];
  const column: number[] = [];
  for (const { text } of linesOf(file)) {
    const [name = '', ...own] = text.split(/[\s,]+/);
    const user = users.provisional(name);
    for (const item of own) {
      if (item === '') continue;
      row.push(user);
      column.push(items.provisional(item));
    }
  }
  if (row.length === 0)
    throw new TracklakeError('bad_input', `${file}: no line holds a user and an item; wanted "user item item …"`, {
      file,
    });
  return { row: Int32Array.from(row), column: Int32Array.from(column) };
}

function factsOf(train: Csr, test: Csr): SplitFacts {
  const held = columnCounts(train);
  const facts = { newUsers: 0, unfindable: 0, inBoth: 0 };
  for (let user = 0; user < test.rows; user += 1) {
    const known = new Set(rowOf(train, user).indices);
    const wanted = rowOf(test, user).indices;
    if (known.size === 0 && wanted.length > 0) facts.newUsers += 1;
    for (const item of wanted) {
      if (held[item] === 0) facts.unfindable += 1;
      if (known.has(item)) facts.inBoth += 1;
    }
  }
  const { rows: users, columns: items } = train;
  return { users, items, trainPairs: train.indices.length, testPairs: test.indices.length, ...facts };
}

/** A dataset that holds plays and nothing else, as the published splits do. */
export function bareDataset(plays: Csr, extras: Partial<Dataset> = {}): Dataset {
  return {
    plays,
    lastPlayed: null,
    userIds: Array.from({ length: plays.rows }, (_, user) => user),
    items: {
      ids: Array.from({ length: plays.columns }, (_, item) => item),
      titles: Array.from({ length: plays.columns }, (_, item) => `item ${item}`),
      artist: new Int32Array(plays.columns).fill(-1),
      artistNames: [],
      genre: new Int32Array(plays.columns).fill(-1),
      genreNames: [],
      features: null,
      featureNames: [],
      releasedOn: null,
      tags: null,
      tagNames: [],
    },
    events: null,
    follows: null,
    playlists: null,
    asOf: 0,
    snapshotId: 0,
    ...extras,
  };
}
