import { readFileSync } from 'node:fs';
import { TracklakeError } from '../../../shared/errors.ts';
import { type Csr, csrFromPairs } from '../../matrix/csr.ts';
import type { Dataset } from '../../recommenders/recommender.ts';

/** What a model may see, and what it is asked for: users × items each, of the same size. */
export interface Split {
  readonly train: Csr;
  readonly test: Csr;
}

/** Reads a pair of files in the LightGCN form: one line a user, `user item item …`, ids counted from 0. */
export function readLightGcnSplit(trainFile: string, testFile: string): Split {
  const train = readRows(trainFile);
  const test = readRows(testFile);
  const size = { rows: Math.max(train.rows, test.rows), columns: Math.max(train.columns, test.columns) };
  return {
    train: csrFromPairs({ ...train, ...size }, { duplicates: 'one' }),
    test: csrFromPairs({ ...test, ...size }, { duplicates: 'one' }),
  };
}

function readRows(file: string) {
  const row: number[] = [];
  const column: number[] = [];
  let rows = 0;
  let columns = 0;
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    const [user = -1, ...items] = line.trim().split(/\s+/).map(Number);
    if (![user, ...items].every(id => Number.isInteger(id) && id >= 0))
      throw new TracklakeError(
        'bad_input',
        `${file}:${at + 1}: not a line of ids counted from 0: "${line.slice(0, 60)}"`,
        {
          file,
          line: at + 1,
        },
      );
    rows = Math.max(rows, user + 1);
    for (const item of items) {
      row.push(user);
      column.push(item);
      columns = Math.max(columns, item + 1);
    }
  });
  return { row, column, rows, columns };
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
