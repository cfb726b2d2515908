/** What SQLite gives for a value. Booleans don't exist there. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/**
 * The values of one column while a block fills: numbers alone and texts alone lie as they are written, so that no row has to
 * live until then; anything else is kept as it came.
 */
export class BlockColumn {
  /** Only nulls so far; numbers; texts; several kinds, blobs, or integers beyond 2^53. */
  shape: 'nulls' | 'numbers' | 'texts' | 'values' = 'nulls';
  count = 0;
  nulls = 0;
  /** One of the numbers is no integer that a Float64 holds exactly. */
  real = false;
  /** Bytes and characters of texts and blobs. */
  long = 0;
  /** 0 where null. */
  readonly valid: Uint8Array;
  readonly numbers: Float64Array;
  readonly texts: string[] = [];
  #values: SqlValue[] = [];

  constructor(capacity: number) {
    this.valid = new Uint8Array(capacity);
    this.numbers = new Float64Array(capacity);
  }

  push(value: SqlValue): void {
    const at = this.count;
    this.count += 1;
    if (value === null) this.#pushNull(at);
    else if (typeof value === 'number' && this.#takes('numbers', at)) {
      this.valid[at] = 1;
      this.numbers[at] = value;
      this.real ||= !Number.isSafeInteger(value) || Object.is(value, -0);
    } else if (typeof value === 'string' && this.#takes('texts', at)) {
      this.valid[at] = 1;
      this.texts[at] = value;
      this.long += value.length;
    } else {
      this.#keepAll(at);
      this.valid[at] = 1;
      this.#values[at] = value;
      if (typeof value === 'string' || value instanceof Uint8Array) this.long += value.length;
    }
  }

  /** The first values, at most `most`. */
  values(most = this.count): SqlValue[] {
    return Array.from({ length: Math.min(most, this.count) }, (_, i) => this.#valueAt(i));
  }

  clear(): void {
    this.shape = 'nulls';
    this.count = 0;
    this.nulls = 0;
    this.real = false;
    this.long = 0;
    this.texts.length = 0;
    this.#values = [];
  }

  #pushNull(at: number): void {
    this.nulls += 1;
    this.valid[at] = 0;
    if (this.shape === 'numbers') this.numbers[at] = 0;
    else if (this.shape === 'texts') this.texts[at] = '';
    else if (this.shape === 'values') this.#values[at] = null;
  }

  /** Nulls may have come before the first value. */
  #takes(shape: 'numbers' | 'texts', at: number): boolean {
    if (this.shape === shape) return true;
    if (this.shape !== 'nulls') return false;
    this.shape = shape;
    if (shape === 'numbers') this.numbers.fill(0, 0, at);
    else for (let i = 0; i < at; i += 1) this.texts[i] = '';
    return true;
  }

  #keepAll(before: number): void {
    if (this.shape === 'values') return;
    this.#values = Array.from({ length: before }, (_, i) => this.#valueAt(i));
    this.shape = 'values';
  }

  #valueAt(i: number): SqlValue {
    if (this.valid[i] === 0) return null;
    switch (this.shape) {
      case 'nulls':
        return null;
      case 'numbers':
        return this.numbers[i] ?? null;
      case 'texts':
        return this.texts[i] ?? null;
      case 'values':
        return this.#values[i] ?? null;
    }
  }
}
