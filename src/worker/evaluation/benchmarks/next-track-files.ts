import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import { sessionsOf } from '../../recommenders/next-track/sessions.ts';
import { IdNumbers } from './id-numbers.ts';
import type { NextTrackTask } from './next-track-task.ts';
import { linesOf } from './text-lines.ts';

/**
 * #nowplaying in the GCE-GNN split, or other files in its form (one session a line, oldest first, ids apart by blanks):
 * every prefix of a test session, repeats allowed, the whole catalogue ranked.
 */
export function nowplayingTask(folder: string): NextTrackTask {
  const found = [join(folder, 'nowplaying-sessions'), folder].find(candidate =>
    existsSync(join(candidate, 'train_sessions.txt')),
  );
  if (found === undefined)
    throw new TracklakeError('not_found', `no train_sessions.txt in ${folder} or in its folder nowplaying-sessions`, {
      file: folder,
    });
  const ids = new IdNumbers();
  const train = readSessions(join(found, 'train_sessions.txt'), ids);
  const known = ids.size;
  const test = readSessions(join(found, 'test_sessions.txt'), ids);
  const places = ids.final(item => item < known);
  return {
    train: sessionsOf(numbered(train, places), known),
    test: sessionsOf(numbered(test, places), ids.size),
    moments: 'every prefix',
    repeats: true,
    k: 20,
  };
}

function readSessions(file: string, ids: IdNumbers): number[][] {
  const sessions = Array.from(linesOf(file), ({ text }) => text.split(/[\s,]+/).map(id => ids.provisional(id)));
  if (sessions.some(items => items.length > 1)) return sessions;
  throw new TracklakeError('bad_input', `${file}: no session of two tracks; wanted one session a line, "item item …"`, {
    file,
  });
}

const numbered = (rows: readonly (readonly number[])[], places: Int32Array): number[][] =>
  rows.map(items => items.map(item => places[item] ?? 0));

/** Repeats count as allowed from this share of training items that their user had before: one stray row is no habit. */
const HABIT = 0.01;

/**
 * A file of `user item` rows in time order, ids of any text, users one after the other or mixed; further columns are not
 * read. Each user's last item is to be found from the ones before it, which everybody's models learn from. Items that a user
 * has had are masked, unless users come back to theirs.
 */
export function sequencesTask(path: string, k = 10): NextTrackTask {
  const ids = new IdNumbers();
  const byUser = new Map<string, number[]>();
  for (const { text, number } of linesOf(path)) {
    const [user, item] = text.split(/[\s,]+/);
    if (user === undefined || item === undefined || item === '')
      throw new TracklakeError('bad_input', `${path}:${number}: not "user item": "${text.slice(0, 60)}"`, {
        file: path,
        line: number,
      });
    const sequence = byUser.get(user);
    if (sequence === undefined) byUser.set(user, [ids.provisional(item)]);
    else sequence.push(ids.provisional(item));
  }
  const read = [...byUser.values()].filter(sequence => sequence.length > 1);
  const known = new Set(read.flatMap(sequence => sequence.slice(0, -1)));
  const sequences = numbered(
    read,
    ids.final(item => known.has(item)),
  );
  if (sequences.length === 0)
    throw new TracklakeError('bad_input', `${path}: no user with two items, so there is nothing to find`, {
      file: path,
    });
  const train = sequences.map(sequence => sequence.slice(0, -1));
  const again = train.reduce((sum, sequence) => sum + sequence.length - new Set(sequence).size, 0);
  const all = train.reduce((sum, sequence) => sum + sequence.length, 0);
  const repeats = again > HABIT * all;
  return {
    train: sessionsOf(train, known.size),
    test: sessionsOf(sequences, ids.size),
    moments: 'last',
    repeats,
    k,
  };
}
