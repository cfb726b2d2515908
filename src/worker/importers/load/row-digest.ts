import type { BronzeValue } from '../importer.ts';

/**
 * A digest of a set of rows that does not depend on their order: each row's values are hashed with their columns' names
 * into 64 bits, and the rows' hashes are added up. Adding or losing a row, or changing a value, changes it.
 * It finds damage; it is no defence against someone who wants a collision.
 */
export class RowDigest {
  readonly #seeds: readonly number[];
  #low = 0;
  #high = 0;

  /** `columns` in the order of the values that `add` will get. A null counts as an absent column. */
  constructor(columns: readonly string[]) {
    this.#seeds = columns.map(column => hashText(column, 0x9e3779b9));
  }

  add(lineNo: number, values: readonly (BronzeValue | undefined)[], from = 0): void {
    let low = Math.imul(lineNo, 0x85ebca6b);
    let high = Math.imul(lineNo ^ 0x5bd1e995, 0xc2b2ae35);
    for (let i = 0; i < this.#seeds.length; i += 1) {
      const value = values[from + i];
      if (value === null || value === undefined) continue;
      const seed = this.#seeds[i] ?? 0;
      const hash = typeof value === 'string' ? hashText(value, seed) : hashNumber(Number(value), seed);
      low = (low + mix(hash)) | 0; // a sum over columns: their order does not count either
      high = (high + mix(hash ^ 0x27d4eb2f)) | 0;
    }
    this.#low = (this.#low + mix(low ^ (high >>> 7))) | 0;
    this.#high = (this.#high + mix(high ^ (low >>> 11))) | 0;
  }

  /** 16 hexadecimal digits. */
  get hex(): string {
    const word = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return word(this.#high) + word(this.#low);
  }
}

function hashText(text: string, seed: number): number {
  let hash = seed ^ text.length;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 0x01000193) ^ text.charCodeAt(i)) | 0;
  return hash;
}

const real = new Float64Array(1);
const words = new Uint32Array(real.buffer);

function hashNumber(value: number, seed: number): number {
  if ((value | 0) === value) return Math.imul(value ^ seed, 0x2c1b3c6d) ^ (seed >>> 3);
  real[0] = value;
  return Math.imul((words[0] ?? 0) ^ seed, 0x2c1b3c6d) ^ Math.imul((words[1] ?? 0) ^ 0x297a2d39, 0x1b873593);
}

/** MurmurHash3's finaliser. */
function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
