import { Worker } from 'node:worker_threads';
import { projectFile } from '../../project-file.ts';
import type { CancelToken } from '../../jobs/context.ts';
import { KERNEL_NAMES, type Kernel, type KernelName } from './kernels.ts';

// Words of the shared control block; compute-thread.mjs has the same list.
const TASK = 0;
const KERNEL = 1;
const ARGUMENTS = 2;
const CHUNKS = 3;
const NEXT = 4;
const ACTIVE = 5;

const MOST_ARGUMENTS = 24;

export interface RunOptions {
  readonly cancel?: CancelToken | undefined;
  /** Called on the calling thread now and then, with the number of chunks that have been taken. */
  readonly onChunks?: ((taken: number) => void) | undefined;
}

/**
 * Threads that take the chunks of one task after another; the calling thread takes chunks too and returns when all are
 * done. Which thread takes which chunk varies, so a kernel's chunk must depend on nothing but its number.
 */
export class ThreadPool {
  private readonly control = new Int32Array(new SharedArrayBuffer(64));
  private readonly args = new Float64Array(new SharedArrayBuffer(MOST_ARGUMENTS * 8));
  private readonly workers: Worker[];

  /** @param scratches the address of each extra thread's scratch memory; one thread is started for each. */
  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, scratches: readonly number[]) {
    const shared = { module, memory, control: this.control, args: this.args, kernels: KERNEL_NAMES };
    const script = projectFile('src', 'worker', 'matrix', 'compute', 'compute-thread.mjs');
    this.workers = scratches.map(scratch => {
      const worker = new Worker(script, { workerData: { ...shared, scratch }, execArgv: [] });
      worker.unref();
      return worker;
    });
  }

  run(name: KernelName, own: Kernel, scratch: number, chunks: number, values: number[], options: RunOptions): void {
    this.control[KERNEL] = KERNEL_NAMES.indexOf(name);
    this.control[ARGUMENTS] = values.length;
    this.control[CHUNKS] = chunks;
    this.args.set(values);
    Atomics.store(this.control, NEXT, 0);
    Atomics.store(this.control, ACTIVE, this.workers.length);
    Atomics.add(this.control, TASK, 1);
    Atomics.notify(this.control, TASK);
    try {
      for (let chunk = this.take(); chunk < chunks; chunk = this.take()) {
        options.cancel?.throwIfRequested();
        options.onChunks?.(chunk);
        own(chunk, scratch, ...values);
      }
    } finally {
      // A cancelled or failed caller leaves no chunk to take, so the others stop after the one they are at.
      Atomics.store(this.control, NEXT, chunks);
      for (let left = this.active(); left > 0; left = this.active()) Atomics.wait(this.control, ACTIVE, left);
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }

  private take(): number {
    return Atomics.add(this.control, NEXT, 1);
  }

  private active(): number {
    return Atomics.load(this.control, ACTIVE);
  }
}
