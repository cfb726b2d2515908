import type { Lakehouse } from '../open.ts';
import { KernelsAhead } from './ahead.ts';
import type { Rows } from './columns.ts';
import { KernelInputs } from './inputs.ts';
import { kernelRows } from './registry.ts';

/** Below this many plays the second thread would take longer to start than it saves. */
const MANY_PLAYS = 200_000;

/** The first relation that reads all plays: where it is built in full, nearly all are. */
const FIRST = 'silver_clashing_plays';

/** Where a build has its kernels' rows from: this thread, and for many plays a second one that is a relation or two ahead. */
export class KernelSource {
  readonly #lake: Lakehouse;
  readonly #inputs: KernelInputs;
  #ahead: KernelsAhead | undefined;

  constructor(lake: Lakehouse) {
    this.#lake = lake;
    this.#inputs = new KernelInputs(lake.db);
  }

  /**
   * The rows of a relation that is built in full; undefined where its SQL is to be run. `next`: the relations to be built
   * in full soon whose inputs are all committed by now.
   */
  rowsOf(relation: string, next: readonly string[]): Rows | undefined {
    if (relation === FIRST && this.#playsBuilt() >= MANY_PLAYS) this.#ahead ??= new KernelsAhead(this.#lake.path);
    const ahead = this.#ahead?.isAsked(relation) === true ? this.#ahead.take(relation) : undefined;
    const rows = ahead ?? kernelRows(relation, this.#inputs);
    if (relation === FIRST && rows !== undefined) this.#ahead?.use(this.#inputs.plays());
    for (const one of next) if (this.#ahead?.hasRoom === true && !this.#ahead.isAsked(one)) this.#ahead.ask(one);
    return rows;
  }

  /** A relation has been written anew. */
  forget(relation: string): void {
    this.#inputs.forget(relation);
  }

  end(): void {
    this.#ahead?.end();
  }

  #playsBuilt(): number {
    const rows = this.#lake.db.prepare(`select rows from lake_relations where relation = 'silver_plays'`).pluck();
    return Number(rows.get() ?? 0);
  }
}
