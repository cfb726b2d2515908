import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledPair } from './judge.ts';

/** Pairs of real tracks that were judged by hand: row numbers of the files that `realTracks` reads, and no more than that. */
export function labelledPairs(): LabelledPair[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, 'labelled-pairs.csv'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map(line => {
    const [a = '', b = '', label] = line.split(',');
    return { a, b, same: label === 'same' };
  });
}
