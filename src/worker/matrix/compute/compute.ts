import { TracklakeError } from '../../../shared/errors.ts';
import { instantiate, kernelModule, type KernelName, type Kernels } from './kernels.ts';
import { plainKernels } from './plain-kernels.ts';
import { type RunOptions, ThreadPool } from './thread-pool.ts';

const PAGE = 65_536;
/** WebAssembly's address space: 4 GB. */
const MOST_PAGES = 65_536;

export interface ComputeOptions {
  readonly threads: number;
  /** Private working memory for each thread; the kernels' docs say what they need. */
  readonly scratchBytes?: number;
  /** The slow reference in place of WebAssembly, on the calling thread alone. */
  readonly plain?: boolean;
}

/**
 * Memory that kernels and threads share, and the way to run kernels over it. Arrays are taken once and released
 * together by `dispose`, or back to a mark. Results don't depend on the number of threads.
 */
export class Compute {
  private readonly memory: WebAssembly.Memory;
  private readonly kernels: Kernels;
  private readonly pool: ThreadPool | null;
  private readonly scratch: number;
  private top = PAGE;

  constructor({ threads, scratchBytes = 1 << 20, plain = false }: ComputeOptions) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    const module = plain ? null : kernelModule();
    this.kernels = module === null ? plainKernels(this.memory) : instantiate(module, this.memory);
    this.scratch = this.reserve(scratchBytes);
    const others = Array.from({ length: module === null ? 0 : Math.max(0, threads - 1) }, () =>
      this.reserve(scratchBytes),
    );
    this.pool = module === null || others.length === 0 ? null : new ThreadPool(module, this.memory, others);
  }

  /** A zeroed array of floats that kernels can reach by its `byteOffset`. */
  floats(length: number): Float32Array {
    return this.placeFloats(length).fill(0);
  }

  /** Integers that hold whatever was there. */
  roomInts(length: number): Int32Array {
    return this.placeInts(length);
  }

  /** Floats that hold whatever was there: for what is written before it is read. */
  room(length: number): Float32Array {
    return this.placeFloats(length);
  }

  putFloats(values: ArrayLike<number>): Float32Array {
    const placed = this.placeFloats(values.length);
    placed.set(values);
    return placed;
  }

  putInts(values: ArrayLike<number>): Int32Array {
    const placed = this.placeInts(values.length);
    placed.set(values);
    return placed;
  }

  /** What `release` goes back to. */
  mark(): number {
    return this.top;
  }

  /** Gives back everything that was taken since the mark; arrays from then must not be used any more. */
  release(mark: number): void {
    this.top = mark;
  }

  /**
   * Runs a kernel over chunks 0..chunks-1 on all threads and returns when they are done; throws when cancelled.
   * Arrays in `values` are passed as their addresses, null as 0.
   */
  run(
    name: KernelName,
    chunks: number,
    values: readonly (number | ArrayBufferView | null)[],
    options: RunOptions = {},
  ): void {
    options.cancel?.throwIfRequested();
    const kernel = this.kernels[name];
    const plain = values.map(value => (value === null ? 0 : typeof value === 'number' ? value : value.byteOffset));
    if (this.pool !== null && chunks > 1) {
      this.pool.run(name, kernel, this.scratch, chunks, plain, options);
    } else {
      for (let chunk = 0; chunk < chunks; chunk += 1) {
        options.cancel?.throwIfRequested();
        options.onChunks?.(chunk);
        kernel(chunk, this.scratch, ...plain);
      }
    }
    options.cancel?.throwIfRequested();
  }

  /** Ends the threads. */
  async dispose(): Promise<void> {
    await this.pool?.dispose();
  }

  // The buffer is read after the memory has grown: a shared one does not grow in place.
  private placeFloats(length: number): Float32Array {
    const start = this.reserve(length * 4);
    return new Float32Array(this.memory.buffer, start, length);
  }

  private placeInts(length: number): Int32Array {
    const start = this.reserve(length * 4);
    return new Int32Array(this.memory.buffer, start, length);
  }

  private reserve(bytes: number): number {
    const start = this.top;
    this.top = start + Math.ceil(bytes / 64) * 64;
    const pages = Math.ceil(this.top / PAGE);
    const have = this.memory.buffer.byteLength / PAGE;
    if (pages > MOST_PAGES) throw tooLarge(this.top);
    if (pages > have) this.memory.grow(pages - have);
    return start;
  }
}

/** Runs `work` with its own compute memory and threads, and ends them whatever happens. */
export async function withCompute<T>(options: ComputeOptions, work: (compute: Compute) => T | Promise<T>): Promise<T> {
  const compute = new Compute(options);
  try {
    return await work(compute);
  } finally {
    await compute.dispose();
  }
}

const tooLarge = (bytes: number): TracklakeError =>
  new TracklakeError(
    'limit',
    `this fit needs ${(bytes / 2 ** 30).toFixed(1)} GB of working memory; at most 4 GB can be used`,
    {
      hint: 'fewer dimensions or less history need less memory',
    },
  );
