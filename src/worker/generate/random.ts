const UNIT = 2 ** -32;

/** A seeded generator (sfc32) on 32-bit integers: the same sequence on every machine. */
export class Rng {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(a: number, b: number, c: number) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    this.d = 1;
    for (let i = 0; i < 12; i += 1) this.next32();
  }

  /** An integer in 0 … 2^32 − 1. */
  next32(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.next32() * UNIT;
  }

  /** An integer in 0 … n − 1. */
  below(n: number): number {
    return Math.floor(this.next32() * UNIT * n);
  }

  chance(probability: number): boolean {
    return this.next32() * UNIT < probability;
  }

  /** Bell-shaped, mean 0, variance 1, never beyond ±4.3 (a sum of six uniform numbers). */
  gauss(): number {
    const sum = this.unit() + this.unit() + this.unit() + this.unit() + this.unit() + this.unit();
    return (sum - 3) * 1.4142135623730951;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

/** The stream of random numbers that belongs to one part of the world: streams don't disturb each other. */
export function stream(seed: number, part: string, number = 0): Rng {
  let h = 0x811c9dc5;
  for (let i = 0; i < part.length; i += 1) h = Math.imul(h ^ part.charCodeAt(i), 0x01000193);
  return new Rng(mix(seed | 0) ^ h, mix(Math.floor(seed / 2 ** 32) ^ h), mix(number + 0x9e3779b9));
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** Shuffles in place (Fisher–Yates) and returns the list. */
export function shuffle<T extends Int32Array | unknown[]>(list: T, rng: Rng): T {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = rng.below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}
