import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import { readSessions, sessionsOf } from '../../recommenders/next-track/sessions.ts';
import type { NextTrackTask } from './next-track-task.ts';

/** #nowplaying in the GCE-GNN split: every prefix of a test session, repeats allowed, the whole catalogue ranked. */
export function nowplayingTask(folder: string): NextTrackTask {
  const found = [join(folder, 'nowplaying-sessions'), folder].find(candidate =>
    existsSync(join(candidate, 'train_sessions.txt')),
  );
  if (found === undefined)
    throw new TracklakeError('not_found', `no train_sessions.txt in ${folder} or in its folder nowplaying-sessions`, {
      file: folder,
    });
  const train = sessionsOf(readSessions(join(found, 'train_sessions.txt')));
  const test = sessionsOf(readSessions(join(found, 'test_sessions.txt')), train.itemCount);
  return { train, test, moments: 'every prefix', repeats: true, k: 20 };
}

/**
 * A file of `user item` rows in time order, any names: each user's last item is to be found from the ones before it.
 * Items that a user has had are masked unless some user comes back to one.
 */
export function sequencesTask(path: string, k = 10): NextTrackTask {
  const itemNumbers = new Map<string, number>();
  const byUser = new Map<string, number[]>();
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, at) => {
      if (line.trim() === '') return;
      const [user, item] = line.trim().split(/[\s,]+/);
      if (user === undefined || item === undefined)
        throw new TracklakeError('bad_input', `${path}:${at + 1}: not "user item": "${line}"`, {
          file: path,
          line: at + 1,
        });
      const number = itemNumbers.get(item) ?? itemNumbers.size;
      itemNumbers.set(item, number);
      const sequence = byUser.get(user);
      if (sequence === undefined) byUser.set(user, [number]);
      else sequence.push(number);
    });
  const sequences = [...byUser.values()].filter(sequence => sequence.length > 1);
  const train = sequences.map(sequence => sequence.slice(0, -1));
  const repeats = train.some(sequence => new Set(sequence).size < sequence.length);
  const itemCount = itemNumbers.size;
  return { train: sessionsOf(train, itemCount), test: sessionsOf(sequences, itemCount), moments: 'last', repeats, k };
}
