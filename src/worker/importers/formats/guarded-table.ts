import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TracklakeError } from '../../../shared/errors.ts';
import type { TableAnswer, TableRequest } from './table-thread.ts';
import type { TableRow, TableSource } from './table-source.ts';

/** Memory for what JavaScript holds while a file is taken apart; more means that the file lies about itself. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

/**
 * For one answer, once the thread runs, of the thread's own processor time: a sound file of any size takes a tenth of it,
 * and a busy machine is no reason to refuse one. On the clock it may take ten times as long.
 */
const PATIENCE_MS = 400;
const MOST_WAITS = 10;
/** A thread that does not even say how long it has worked is in the middle of a library's native code. */
const BUSY_MS = 300;
const PATIENCE_MS_PER_MIB = 2000;
const MOST_PATIENCE_MS = 120_000;

/**
 * Opens a table in a thread of its own. A file whose reading neither ends nor fits into memory is refused (`limit`):
 * some damage makes the libraries that read these formats count to billions.
 */
export async function openGuarded(request: TableRequest): Promise<TableSource> {
  const thread = new TableThread(request);
  try {
    await thread.answer(MOST_PATIENCE_MS);
    const opened = await thread.ask();
    if (opened.kind !== 'opened') throw new TracklakeError('internal', `a table that answers ${opened.kind}`);
    let position = 0;
    return {
      fields: opened.fields,
      size: opened.size,
      get position() {
        return position;
      },
      async next() {
        const answer = await thread.ask();
        if (answer.kind !== 'rows') return undefined;
        position = answer.position;
        return rowsOf(opened.fields, answer.numbers, answer.columns);
      },
      close: () => thread.end(),
    };
  } catch (error) {
    await thread.end();
    throw error;
  }
}

function* rowsOf(
  fields: readonly string[],
  numbers: readonly number[],
  columns: readonly (readonly unknown[])[],
): Generator<TableRow> {
  for (const [row, number] of numbers.entries()) {
    const object: Record<string, unknown> = {};
    fields.forEach((field, i) => (object[field] = columns[i]?.[row]));
    yield { number, object };
  }
}

/** The thread, and the one answer that is waited for. */
class TableThread {
  readonly #worker: Worker;
  readonly #patienceMs: number;
  #waiting: { resolve: (answer: TableAnswer) => void; reject: (error: TracklakeError) => void } | undefined;
  /** What came before anybody waited for it: that the thread has started, or that it ended. */
  #early: TableAnswer | TracklakeError | undefined;

  constructor(request: TableRequest) {
    const mib = statSync(request.path).size / 2 ** 20;
    this.#patienceMs = Math.min(MOST_PATIENCE_MS, PATIENCE_MS + mib * PATIENCE_MS_PER_MIB);
    this.#worker = new Worker(new URL(`./table-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: request,
      resourceLimits: MEMORY,
      execArgv: [],
      stderr: true,
    });
    this.#worker.on('message', (answer: TableAnswer) =>
      this.#settle(answer.kind === 'failed' ? new TracklakeError(answer.code, answer.message) : answer),
    );
    this.#worker.on('error', error => this.#settle(refused(`reading it takes too much (${error.message})`)));
    this.#worker.on('exit', () => this.#settle(refused('reading it breaks off')));
  }

  ask(): Promise<TableAnswer> {
    this.#worker.postMessage('next');
    return this.answer(this.#patienceMs);
  }

  async answer(patienceMs: number): Promise<TableAnswer> {
    const asked = this.#cpuMs();
    let waits = 0;
    const wait = async (): Promise<void> => {
      waits += 1;
      const before = await asked;
      const used = (await this.#cpuMs()) - (before === Infinity ? 0 : before);
      if (this.#waiting === undefined) return;
      if (used >= patienceMs * 0.9 || waits >= MOST_WAITS) this.#settle(refused('reading it does not come to an end'));
      else timer = setTimeout(() => void wait(), patienceMs - used);
    };
    let timer = setTimeout(() => void wait(), patienceMs);
    try {
      return await new Promise<TableAnswer>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        if (this.#early !== undefined) this.#settle(this.#early);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** What the thread has worked so far; Infinity where it is too deep in something to say, or has ended. */
  async #cpuMs(): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<undefined>(resolve => (timer = setTimeout(resolve, BUSY_MS, undefined)));
    const usage = await Promise.race([this.#worker.cpuUsage().catch(() => undefined), silence]);
    clearTimeout(timer);
    return usage === undefined ? Infinity : (usage.user + usage.system) / 1000;
  }

  #settle(answer: TableAnswer | TracklakeError): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#early = waiting === undefined ? (this.#early ?? answer) : undefined;
    if (answer instanceof TracklakeError) waiting?.reject(answer);
    else waiting?.resolve(answer);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

const refused = (why: string): TracklakeError =>
  new TracklakeError('limit', `the file is refused: ${why}; it may be damaged`);
