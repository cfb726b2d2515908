import { chunkEnd } from './lanes';
import { addTile } from './product-tile';

const BLOCK: i32 = 64;

/**
 * Adds up Yᵀ·Y over the rows of one chunk into that chunk's own d × d partial (only tiles that touch the upper
 * triangle are meaningful). Partials are summed afterwards in chunk order, so threads can't change the result.
 * `d` is a multiple of 8.
 */
export function gramPartial(
  chunk: i32,
  scratch: usize,
  y: usize,
  rows: i32,
  d: i32,
  chunkRows: i32,
  partials: usize,
): void {
  const partial = partials + ((<usize>chunk * <usize>(d * d)) << 2);
  memory.fill(partial, 0, (<usize>(d * d)) << 2);
  const end = chunkEnd(chunk, chunkRows, rows);
  for (let row = chunk * chunkRows; row < end; row += BLOCK) {
    const count = end - row < BLOCK ? end - row : BLOCK;
    const start = y + ((<usize>row * <usize>d) << 2);
    for (let i = 0; i < d; i += 4) {
      for (let j = i & ~7; j < d; j += 8) addTile(partial, d, i, j, start, start, count);
    }
  }
}
