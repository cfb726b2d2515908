import { extname } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Rows } from './columns.ts';
import type { Plays } from './inputs.ts';
import type { FromKernelThread, ToKernelThread } from './kernel-thread.ts';

export interface KernelThreadData {
  /** The lakehouse's file. */
  path: string;
  port: MessagePort;
  /** Counts answers; the one who waits for them sleeps on it. */
  answered: Int32Array;
}

/** Relations that are computed ahead at most, so that few rows wait in memory. */
const AHEAD = 2;
/** A thread that has been silent for so long has died: what it was asked for is computed here. */
const PATIENCE_MS = 60_000;

/** A second thread that computes the rows of the next relations while this one writes those of the last. */
export class KernelsAhead {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #asked: string[] = [];
  #isDead = false;

  constructor(path: string) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: KernelThreadData = { path, port: port2, answered: this.#answered };
    this.#worker = new Worker(new URL(`./kernel-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData,
      transferList: [port2],
    });
    this.#worker.on('error', () => (this.#isDead = true));
    this.#worker.unref();
  }

  /** The plays that its kernels read; their columns should lie in shared memory. */
  use(plays: Plays): void {
    this.#send({ plays });
  }

  get hasRoom(): boolean {
    return this.#asked.length < AHEAD && !this.#isDead;
  }

  /** Starts on a relation whose inputs are all built and committed. */
  ask(relation: string): void {
    this.#asked.push(relation);
    this.#send({ relation });
  }

  isAsked(relation: string): boolean {
    return this.#asked.includes(relation);
  }

  /** The rows of a relation that was asked for, waited for; undefined where this thread should compute them itself. */
  take(relation: string): Rows | undefined {
    while (!this.#isDead && this.#asked.length > 0) {
      const before = Atomics.load(this.#answered, 0);
      const message = receiveMessageOnPort(this.#port) as { message: FromKernelThread } | undefined;
      if (message === undefined) {
        this.#isDead = Atomics.wait(this.#answered, 0, before, PATIENCE_MS) === 'timed-out';
        continue;
      }
      this.#asked.splice(this.#asked.indexOf(message.message.relation), 1);
      if (message.message.relation === relation) return message.message.rows;
    }
    return undefined;
  }

  end(): void {
    this.#port.close();
    void this.#worker.terminate();
  }

  #send(message: ToKernelThread): void {
    this.#port.postMessage(message);
  }
}
