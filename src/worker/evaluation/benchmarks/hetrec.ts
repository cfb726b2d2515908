import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import { type Csr, csrFromPairs, rowOf } from '../../matrix/csr.ts';
import { seededRandom, shuffled } from '../../matrix/random.ts';
import { judgedUsers, splitRows } from './validation-cut.ts';
import { bareDataset } from './split.ts';
import type { Task } from './judge-split.ts';

/** HetRec 2011 Last.fm-2K with dense indexes: who played which artist how often, who is friends, who tagged what. */
export interface Hetrec {
  /** users × artists, play counts. */
  readonly plays: Csr;
  /** users × users, both directions. */
  readonly friends: Csr;
  readonly tagNames: readonly string[];
  /** Parallel: who gave which artist which tag. */
  readonly taggings: { readonly user: Int32Array; readonly item: Int32Array; readonly tag: Int32Array };
}

/** Reads the folder that holds `user_artists.dat`, `user_friends.dat` and `user_taggedartists.dat`. */
export function readHetrec(folder: string): Hetrec {
  const plays = readColumns(join(folder, 'user_artists.dat'), 3);
  const users = denseIds(plays.map(([user]) => user));
  const items = denseIds(plays.map(([, item]) => item));
  const friends = readColumns(join(folder, 'user_friends.dat'), 2).filter(([a, b]) => users.has(a) && users.has(b));
  const tagged = readColumns(join(folder, 'user_taggedartists.dat'), 3).filter(
    ([user, item]) => users.has(user) && items.has(item),
  );
  const tags = denseIds(tagged.map(([, , tag]) => tag));
  const index = (ids: ReadonlyMap<number, number>, id: number): number => ids.get(id) ?? -1;
  return {
    plays: csrFromPairs({
      rows: users.size,
      columns: items.size,
      row: plays.map(([user]) => index(users, user)),
      column: plays.map(([, item]) => index(items, item)),
      value: plays.map(([, , count]) => count),
    }),
    friends: csrFromPairs(
      {
        rows: users.size,
        columns: users.size,
        row: friends.flatMap(([a, b]) => [index(users, a), index(users, b)]),
        column: friends.flatMap(([a, b]) => [index(users, b), index(users, a)]),
      },
      { duplicates: 'one' },
    ),
    tagNames: Array.from(tags.keys(), String),
    taggings: {
      user: Int32Array.from(tagged, ([user]) => index(users, user)),
      item: Int32Array.from(tagged, ([, item]) => index(items, item)),
      tag: Int32Array.from(tagged, ([, , tag]) => index(tags, tag)),
    },
  };
}

/**
 * The RecBole-GNN protocol: each user's artists at random in 8 : 1 : 1 parts for train, validation and test; models
 * learn from train alone; train and validation are masked in the test lists. A tag that someone gave an artist is hidden
 * where that pair of user and artist is held out, because a tag tells of a listen. Models see which artist has which
 * tags, not who gave them.
 */
export function hetrecTask(data: Hetrec, seed: number): Task {
  const random = seededRandom(seed);
  const parts = Array.from({ length: data.plays.rows }, (_, user) => {
    const items = shuffled([...rowOf(data.plays, user).indices], random);
    const { valid, test } = partSizes(items.length);
    return { valid: items.slice(0, valid), test: items.slice(valid, valid + test) };
  });
  const { train: seen, test } = splitRows(data.plays, (_, user) => new Set(parts[user]?.test));
  const { train, test: valid } = splitRows(seen, (_, user) => new Set(parts[user]?.valid));
  const bare = bareDataset(train);
  const tags = visibleTags(data, [valid, test]);
  const dataset = { ...bare, follows: data.friends, items: { ...bare.items, tags, tagNames: data.tagNames } };
  const judged = judgedUsers(valid, { most: Infinity, seed });
  return { dataset, test, seen, k: 10, validation: { dataset, judged } };
}

/** A tenth each, rounded down, but one where a tenth is less than one and train keeps more than one. */
function partSizes(count: number): { valid: number; test: number } {
  const tenth = Math.floor(count / 10);
  if (tenth > 0) return { valid: tenth, test: tenth };
  return { test: count > 1 ? 1 : 0, valid: count > 2 ? 1 : 0 };
}

function visibleTags({ taggings, tagNames, plays }: Hetrec, heldOut: readonly Csr[]): Csr {
  const hidden = Array.from(
    { length: plays.rows },
    (_, user) => new Set(heldOut.flatMap(part => [...rowOf(part, user).indices])),
  );
  const kept = [...taggings.user.keys()].filter(at => !hidden[taggings.user[at] ?? 0]?.has(taggings.item[at] ?? -1));
  return csrFromPairs({
    rows: plays.columns,
    columns: tagNames.length,
    row: kept.map(at => taggings.item[at] ?? 0),
    column: kept.map(at => taggings.tag[at] ?? 0),
    value: kept.map(() => 1),
  });
}

type Row = [number, number, number];

/** The first columns of a tab-separated file with a header, as whole numbers; a missing third column is 0. */
function readColumns(file: string, columns: number): Row[] {
  const [, ...lines] = readFileSync(file, 'latin1').split(/\r?\n/);
  return lines
    .map((line, at) => ({ fields: line.split('\t').slice(0, columns).map(Number), line, number: at + 2 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ fields, line, number }): Row => {
      if (fields.length < columns || !fields.every(Number.isInteger))
        throw new TracklakeError('bad_input', `${file}:${number}: not ${columns} numbers: "${line.slice(0, 60)}"`, {
          file,
          line: number,
        });
      return [fields[0] ?? 0, fields[1] ?? 0, fields[2] ?? 0];
    });
}

/** Ids to 0, 1, 2 … in ascending order. */
function denseIds(ids: readonly number[]): Map<number, number> {
  const distinct = [...new Set(ids)].sort((a, b) => a - b);
  return new Map(distinct.map((id, index) => [id, index]));
}
