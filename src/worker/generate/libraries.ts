import type { Rng } from './random.ts';

/** How many favourites a listener's library holds. */
export const LIBRARY_SIZE = 24;

/** What listeners come back to: for each one a short list of songs, the most loved near the front. */
export class Libraries {
  /** LIBRARY_SIZE songs for each listener, −1 behind the last. */
  readonly songs: Int32Array;
  readonly sizes: Uint8Array;

  constructor(users: number) {
    this.songs = new Int32Array(users * LIBRARY_SIZE).fill(-1);
    this.sizes = new Uint8Array(users);
  }

  /** A song of the library, favourites more often; −1 when it is empty. */
  draw(user: number, rng: Rng): number {
    const size = this.sizes[user] as number;
    if (size === 0) return -1;
    const a = rng.below(size);
    const b = rng.below(size);
    return this.songs[user * LIBRARY_SIZE + (a < b ? a : b)] as number;
  }

  /** Takes a song in, or moves it half the way to the front where it is in already. A full library loses one of its rear. */
  love(user: number, song: number, rng: Rng): void {
    const { songs, sizes } = this;
    const from = user * LIBRARY_SIZE;
    const size = sizes[user] as number;
    for (let i = 0; i < size; i += 1) {
      if (songs[from + i] !== song) continue;
      const to = i >> 1;
      songs[from + i] = songs[from + to] as number;
      songs[from + to] = song;
      return;
    }
    if (size < LIBRARY_SIZE) {
      songs[from + size] = song;
      sizes[user] = size + 1;
    } else songs[from + LIBRARY_SIZE / 2 + rng.below(LIBRARY_SIZE / 2)] = song;
  }
}
