import { cellName, type Cell, type Notebook, type SqlCell } from '../../../shared/domain/notebook.ts';
import { compileCell, type CompiledSql } from '../../../shared/domain/notebook-compile.ts';
import type { TextPart } from '../../../shared/domain/notebook-statements.ts';
import { buildGraph, runOrder, upstream, type CellGraph } from '../../../shared/domain/notebook-graph.ts';
import { rpc } from '../../rpc/client.ts';
import { createStore, type Store } from '../../state/store.ts';
import { isBusy, lastResult, type CellResult, type CellRun, type Staleness } from './cell-run.ts';
import { runStatement, type Outcome, type Statement } from './run-statement.ts';

export interface HowToRun {
  /** Of the cells that were asked for: this part of the text instead of the whole. */
  part?: TextPart;
  /** … and no more than these rows. */
  previewRows?: number;
}

/** Rows of a preview. */
export const PREVIEW_ROWS = 1000;

export type Runs = ReadonlyMap<string, CellRun>;

/** Runs the cells of one notebook in the order in which they need each other, and knows which results are stale. */
export class Runner {
  readonly runs: Store<Runs>;
  readonly #notebook: () => Notebook;
  readonly #ref: () => string;
  readonly #onResults: () => void;
  readonly #aborts = new Map<string, AbortController>();

  constructor(notebook: () => Notebook, ref: () => string, onResults: () => void) {
    this.runs = createStore<Runs>(new Map());
    this.#notebook = notebook;
    this.#ref = ref;
    this.#onResults = onResults;
  }

  /** Puts results of an earlier session under their cells; nothing runs. */
  restore(results: ReadonlyMap<string, CellResult>): void {
    this.runs.set(new Map([...results].map(([id, result]) => [id, { kind: 'done', result }])));
  }

  /** Runs these cells, and before them what they read and has no current result. Resolves when all have ended. */
  async run(ids: Iterable<string>, how: HowToRun = {}): Promise<void> {
    const { cells } = this.#notebook();
    const graph = buildGraph(cells);
    const asked = new Set(ids);
    const wanted = new Set([...asked].flatMap(id => this.#behind(cells, graph, id)));
    for (const id of upstream(graph, wanted)) if (this.#needsRun(cells, id)) wanted.add(id);
    const order = runOrder(cells, graph, wanted).filter(id => isSql(cells, id) && !isBusy(this.runs.get().get(id)));
    this.#refuseCycles(graph, wanted);
    const ended = new Map<string, Promise<void>>();
    for (const id of order) this.#set(id, { kind: 'queued', last: lastResult(this.runs.get().get(id)) });
    for (const id of order) {
      const before = (graph.reads.get(id) ?? []).map(each => ended.get(each)).filter(each => each !== undefined);
      ended.set(
        id,
        Promise.all(before).then(() => this.#runOne(id, graph, asked.has(id) ? how : {})),
      );
    }
    await Promise.all(ended.values());
    this.#onResults();
  }

  cancel(id: string): void {
    this.#aborts.get(id)?.abort();
    if (this.runs.get().get(id)?.kind === 'queued')
      this.#set(id, { kind: 'cancelled', last: lastResult(this.runs.get().get(id)) });
  }

  cancelAll(): void {
    for (const [id, run] of this.runs.get()) if (isBusy(run)) this.cancel(id);
  }

  forget(id: string): void {
    this.cancel(id);
    this.runs.set(before => new Map([...before].filter(([each]) => each !== id)));
  }

  /** Why a result no longer says what its cell says; null when it does, or when there is none. */
  staleness(cell: Cell, snapshotId: number): Staleness | null {
    if (cell.kind !== 'sql') return null;
    const result = lastResult(this.runs.get().get(cell.id));
    if (result === null) return null;
    const { cells } = this.#notebook();
    const [text] = splitKey(result.key);
    const edited = result.part ? !cell.source.includes(sourceOf(text)) : text !== textKey(cells, cell);
    if (edited) return 'edited';
    if (!result.part && result.key !== resultKey(cells, cell, this.#results(cells))) return 'upstream';
    const upstreamStale = (buildGraph(cells).reads.get(cell.id) ?? []).some(id => {
      const before = cells.find(each => each.id === id);
      return before?.kind === 'sql' && this.staleness(before, snapshotId) !== null;
    });
    if (upstreamStale) return 'upstream';
    return snapshotId > result.snapshotId && result.reads.length > 0 ? 'new data' : null;
  }

  staleCells(snapshotId: number): string[] {
    return this.#notebook()
      .cells.filter(cell => this.staleness(cell, snapshotId) !== null)
      .map(cell => cell.id);
  }

  /** A cell as it would run now: for its compiled SQL, its plan and its errors. Throws what is wrong with its references. */
  compile(cell: SqlCell): CompiledSql {
    const { cells } = this.#notebook();
    return compileCell(cells, cell, this.#results(cells));
  }

  /** The SQL cells that a chart, a figure or an input stands on; a SQL cell itself. */
  #behind(cells: readonly Cell[], graph: CellGraph, id: string): string[] {
    return isSql(cells, id) ? [id] : (graph.reads.get(id) ?? []).filter(each => isSql(cells, each));
  }

  #needsRun(cells: readonly Cell[], id: string): boolean {
    const cell = cells.find(each => each.id === id);
    if (cell?.kind !== 'sql') return false;
    const result = lastResult(this.runs.get().get(id));
    return result === null || result.preview || splitKey(result.key)[0] !== textKey(cells, cell);
  }

  async #runOne(id: string, graph: CellGraph, { part, previewRows }: HowToRun): Promise<void> {
    const run = this.runs.get().get(id);
    const { cells } = this.#notebook();
    const whole = cells.find(each => each.id === id);
    if (whole?.kind !== 'sql' || run?.kind !== 'queued') return;
    const cell = part === undefined ? whole : { ...whole, source: part.text };
    const last = run.last;
    const broken = (graph.reads.get(id) ?? []).find(each => this.runs.get().get(each)?.kind === 'failed');
    if (broken !== undefined) {
      const name = cells.map(each => (each.id === broken ? cellName(each) : '')).join('');
      this.#fail(id, `it reads ${name}, which failed`, last);
      return;
    }
    let compiled: CompiledSql;
    try {
      compiled = this.compile(cell);
    } catch (error) {
      this.#fail(id, error instanceof Error ? error.message : String(error), last);
      return;
    }
    const key = resultKey(cells, cell, this.#results(cells));
    const outcome = await this.#execute(cell, compiled, previewRows, last);
    switch (outcome.kind) {
      case 'done':
        this.#set(id, { kind: 'done', result: { ...outcome.result, part: part !== undefined, key } });
        return;
      case 'failed': {
        const { offset } = outcome.failure;
        const failure = {
          ...outcome.failure,
          offset: offset === null ? null : (part?.offset ?? 0) + compiled.map(offset),
        };
        this.#set(id, { kind: 'failed', failure, partial: outcome.partial, last });
        return;
      }
      case 'cancelled':
        this.#set(id, { kind: 'cancelled', last });
    }
  }

  /** Writes the history before and after, so that a crash in between is known at the next launch. */
  async #execute(
    cell: SqlCell,
    compiled: CompiledSql,
    previewRows: number | undefined,
    last: CellResult | null,
  ): Promise<Outcome> {
    const controller = new AbortController();
    this.#aborts.set(cell.id, controller);
    const startedAt = Date.now();
    this.#set(cell.id, { kind: 'running', startedAt, partial: null, last });
    const entry = rpc.history
      .begin({
        notebook: this.#ref(),
        cellId: cell.id,
        cellName: cell.name === '' ? null : cell.name,
        sql: cell.source,
        params: compiled.params,
      })
      .catch(() => null);
    const { sql, params, references } = compiled;
    const limits = await limitsOfSettings();
    const outcome = await runStatement(
      { cellId: cell.id, sql, params, references, limits, ...(previewRows === undefined ? {} : { previewRows }) },
      controller.signal,
      partial => this.#set(cell.id, { kind: 'running', startedAt, partial, last }),
    );
    this.#aborts.delete(cell.id);
    void entry.then(begun => begun !== null && endHistory(begun.historyId, outcome, Date.now() - startedAt));
    return outcome;
  }

  #refuseCycles(graph: CellGraph, wanted: ReadonlySet<string>): void {
    const { cells } = this.#notebook();
    for (const cycle of graph.cycles) {
      const names = cycle.map(id => cells.map(cell => (cell.id === id ? cellName(cell) : '')).join(''));
      for (const id of cycle)
        if (wanted.has(id))
          this.#fail(id, `cells read each other in a circle: ${[...names, names[0]].join(' → ')}`, null);
    }
  }

  #fail(id: string, message: string, last: CellResult | null): void {
    this.#set(id, {
      kind: 'failed',
      failure: { message, limit: null, offset: null, length: null },
      partial: null,
      last,
    });
  }

  #results(cells: readonly Cell[]): Map<string, string> {
    const results = new Map<string, string>();
    for (const cell of cells) {
      const run = this.runs.get().get(cell.id);
      const name = cellName(cell);
      if (cell.kind !== 'sql' || name === '' || run?.kind !== 'done' || results.has(name)) continue;
      if (!run.result.preview && splitKey(run.result.key)[0] === textKey(cells, cell))
        results.set(name, run.result.resultId);
    }
    return results;
  }

  #set(id: string, run: CellRun): void {
    this.runs.set(before => new Map(before).set(id, run));
  }
}

/** The ceilings that the person chose; those of the cell process where the settings can't be read. */
async function limitsOfSettings(): Promise<Statement['limits']> {
  const settings = await rpc.settings.get().catch(() => null);
  if (settings === null) return {};
  const { seconds, rows, memoryMegabytes, tempMegabytes } = settings.limits;
  return {
    milliseconds: Math.round(seconds * 1000),
    rows,
    memoryBytes: memoryMegabytes * 2 ** 20,
    tempBytes: tempMegabytes * 2 ** 20,
  };
}

const isSql = (cells: readonly Cell[], id: string): boolean => cells.find(cell => cell.id === id)?.kind === 'sql';

const splitKey = (key: string): [text: string, read: string] => {
  const at = key.lastIndexOf('\u0000');
  return [key.slice(0, at), key.slice(at + 1)];
};

const sourceOf = (textKey: string): string => (JSON.parse(textKey) as [source: string])[0];

/** The cell's own text and the values that it binds. */
function textKey(cells: readonly Cell[], cell: SqlCell): string {
  try {
    return JSON.stringify([cell.source.trim(), compileCell(cells, cell).params]);
  } catch {
    return JSON.stringify([cell.source.trim()]);
  }
}

/** The same with the results that it reads. */
function resultKey(cells: readonly Cell[], cell: SqlCell, stored: ReadonlyMap<string, string>): string {
  try {
    const { references } = compileCell(cells, cell, stored);
    return `${textKey(cells, cell)}\u0000${JSON.stringify(references.map(each => each.resultId))}`;
  } catch {
    return `${textKey(cells, cell)}\u0000`;
  }
}

function endHistory(historyId: number, outcome: Outcome, milliseconds: number): Promise<unknown> {
  const ended =
    outcome.kind === 'done'
      ? {
          state: 'completed' as const,
          resultId: outcome.result.resultId,
          rows: outcome.result.rows,
          snapshotId: outcome.result.snapshotId,
        }
      : outcome.kind === 'failed'
        ? { state: 'failed' as const, error: outcome.failure.message }
        : { state: 'cancelled' as const };
  return rpc.history.end({ historyId, milliseconds, ...ended }).catch(() => null);
}
