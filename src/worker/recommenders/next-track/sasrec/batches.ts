import { seededRandom, shuffled } from '../../../matrix/random.ts';
import type { Sessions } from '../sessions.ts';
import type { Rows } from './transformer.ts';

/** Rows with the tracks that were heard, and those that came next. */
export interface Batch extends Rows {
  readonly heard: Int32Array;
  readonly next: Int32Array;
}

/** One epoch's batches of about `size` rows: sessions in an order drawn by the seed, long ones cut into pieces. */
export function* batchesOf(sessions: Sessions, size: number, maxLength: number, seed: number): Generator<Batch> {
  const pieces = shuffled(piecesOf(sessions, maxLength), seededRandom(seed));
  const most = mostRows(size, maxLength);
  const heard = new Int32Array(most);
  const next = new Int32Array(most);
  const starts = new Int32Array(most + 1);
  let count = 0;
  let held = 0;
  for (const [at, piece] of pieces.entries()) {
    for (let i = piece.from; i < piece.to; i += 1, count += 1) {
      heard[count] = sessions.items[i] ?? 0;
      next[count] = sessions.items[i + 1] ?? 0;
    }
    held += 1;
    starts[held] = count;
    if (count < size && at < pieces.length - 1) continue;
    yield { sessions: held, count, starts, heard, next };
    count = 0;
    held = 0;
  }
}

/** No batch has more rows. */
export const mostRows = (size: number, maxLength: number): number => size + maxLength;

/** Places whose next track is to be found: [from, to). */
function piecesOf({ count, starts }: Sessions, maxLength: number): { from: number; to: number }[] {
  const pieces: { from: number; to: number }[] = [];
  for (let session = 0; session < count; session += 1) {
    const end = (starts[session + 1] ?? 0) - 1;
    for (let from = starts[session] ?? 0; from < end; from += maxLength)
      pieces.push({ from, to: Math.min(end, from + maxLength) });
  }
  return pieces;
}
