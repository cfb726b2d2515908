import type { CellValue } from './format.ts';

/** Rows of one window, read by position. */
export interface RowBlock {
  readonly rows: number;
  value(row: number, column: number): CellValue;
}

export type LoadBlock = (from: number, rows: number, signal: AbortSignal) => Promise<RowBlock>;

export const BLOCK_ROWS = 512;
const MOST_BLOCKS = 48;
const MOST_LOADING = 3;

/**
 * The rows around what is on the screen, by blocks. What scrolled away before it came is not waited for, and the least
 * recently seen blocks are let go, so that memory stays the same however long the result is.
 */
export class RowCache {
  readonly #load: LoadBlock;
  readonly #changed: () => void;
  readonly #blocks = new Map<number, RowBlock>();
  readonly #loading = new Map<number, AbortController>();
  #wanted: number[] = [];
  #total: number;
  #failure: unknown = null;

  constructor(load: LoadBlock, total: number, changed: () => void) {
    this.#load = load;
    this.#total = total;
    this.#changed = changed;
  }

  /** More rows have come: a block that was not full is read again. */
  grow(total: number): void {
    if (total === this.#total) return;
    const last = Math.floor(this.#total / BLOCK_ROWS);
    this.#total = total;
    const block = this.#blocks.get(last);
    if (block !== undefined && block.rows < Math.min(BLOCK_ROWS, total - last * BLOCK_ROWS)) this.#blocks.delete(last);
    this.#next();
  }

  /** Undefined while the row is on its way. */
  value(row: number, column: number): CellValue | undefined {
    const block = this.#blocks.get(Math.floor(row / BLOCK_ROWS));
    const within = row % BLOCK_ROWS;
    return block === undefined || within >= block.rows ? undefined : block.value(within, column);
  }

  /** Where a row is read from; changes when it arrives. */
  blockOf(row: number): RowBlock | undefined {
    const block = this.#blocks.get(Math.floor(row / BLOCK_ROWS));
    return block !== undefined && row % BLOCK_ROWS < block.rows ? block : undefined;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** Says what is on the screen, `to` exclusive: it is loaded first, what nobody sees any more is given up. */
  want(from: number, to: number): void {
    const first = Math.floor(Math.max(0, from) / BLOCK_ROWS);
    const last = Math.floor(Math.max(0, Math.min(to, this.#total) - 1) / BLOCK_ROWS);
    this.#wanted = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    for (const [block, controller] of this.#loading) if (!this.#wanted.includes(block)) controller.abort();
    for (const block of this.#wanted) this.#touch(block);
    this.#next();
  }

  dispose(): void {
    this.#wanted = [];
    for (const controller of this.#loading.values()) controller.abort();
  }

  #touch(block: number): void {
    const known = this.#blocks.get(block);
    if (known === undefined) return;
    this.#blocks.delete(block);
    this.#blocks.set(block, known);
  }

  #next(): void {
    for (const block of this.#wanted) {
      if (this.#loading.size >= MOST_LOADING) return;
      if (!this.#blocks.has(block) && !this.#loading.has(block) && block * BLOCK_ROWS < this.#total)
        void this.#fetch(block);
    }
  }

  async #fetch(block: number): Promise<void> {
    const controller = new AbortController();
    this.#loading.set(block, controller);
    const from = block * BLOCK_ROWS;
    try {
      const asked = Math.min(BLOCK_ROWS, this.#total - from);
      const loaded = await this.#load(from, asked, controller.signal);
      // rows that came while these were on their way are asked for again: nothing else would
      if (Math.min(BLOCK_ROWS, this.#total - from) <= asked) this.#blocks.set(block, loaded);
      this.#failure = null;
      for (const oldest of this.#blocks.keys()) {
        if (this.#blocks.size <= MOST_BLOCKS) break;
        this.#blocks.delete(oldest);
      }
    } catch (error) {
      if (!controller.signal.aborted) {
        this.#failure = error;
        this.#wanted = [];
      }
    } finally {
      this.#loading.delete(block);
      this.#changed();
      this.#next();
    }
  }
}
