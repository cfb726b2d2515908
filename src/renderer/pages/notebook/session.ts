import { z } from 'zod';
import { newCell, type Cell, type CellKind, type Notebook } from '../../../shared/domain/notebook.ts';
import { parseNotebook, printNotebook } from '../../../shared/domain/notebook-format.ts';
import type { OpenNotebook } from '../../../shared/rpc/notebooks.ts';
import type { Narrowing } from '../../charts/chart-query.ts';
import { rpc } from '../../rpc/client.ts';
import { problemOf } from '../../rpc/problem.ts';
import { invalidate } from '../../state/query.ts';
import { createStore, type Store } from '../../state/store.ts';
import { cellResultSchema } from './cell-run.ts';
import {
  changeCell,
  insertCell,
  moveCell,
  openDocument,
  redo,
  restructure,
  retitle,
  undo,
  type DocumentState,
} from './document.ts';
import { Runner } from './runner.ts';

export type SaveState =
  | { kind: 'saved' }
  | { kind: 'typed' }
  | { kind: 'journalled' }
  | { kind: 'conflict' }
  | { kind: 'failed'; message: string };

/** What a person is looking at in a notebook, apart from its text. */
export interface Focus {
  cellId: string | null;
  mode: 'command' | 'edit';
}

/** A choice made in one chart; the others follow it. */
export interface Pick {
  cellId: string;
  narrowing: Narrowing;
}

const outputsSchema = z.object({ results: z.record(z.string(), cellResultSchema) });

const JOURNAL_PAUSE = 350;
/** Whoever types without a pause is journalled all the same. */
const LONGEST_UNWRITTEN = 1000;
const SAVE_PAUSE = 1500;

/** One open notebook: its text and structure, its runs, and the way of both to the disk. */
export class NotebookSession {
  readonly document: Store<DocumentState>;
  readonly focus: Store<Focus> = createStore<Focus>({ cellId: null, mode: 'command' });
  readonly reading: Store<boolean>;
  /** Tiles of the reading view are being moved about. */
  readonly arranging: Store<boolean> = createStore(false);
  readonly saved: Store<SaveState> = createStore<SaveState>({ kind: 'saved' });
  readonly picks: Store<readonly Pick[]> = createStore<readonly Pick[]>([]);
  readonly runner: Runner;
  readonly origin: 'shipped' | 'own';
  readonly safeMode: OpenNotebook['safeMode'];
  /** A draft newer than the file was found, and is what is shown. */
  readonly recovered: boolean;
  readonly ref: string;
  #etag: string | null;
  #text: string;
  #sequence = Date.now();
  #journalTimer: ReturnType<typeof setTimeout> | undefined;
  #unwrittenSince: number | null = null;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(opened: OpenNotebook) {
    this.ref = opened.ref;
    this.origin = opened.readonly ? 'shipped' : 'own';
    this.safeMode = opened.safeMode;
    this.recovered = opened.draft !== null && opened.draft.text !== opened.text && !opened.ref.startsWith('untitled:');
    this.#etag = opened.etag;
    this.#text = opened.draft?.text ?? opened.text;
    const parsed = parseNotebook(this.#text);
    this.document = createStore(
      openDocument(
        parsed.title === '' && !opened.ref.startsWith('untitled:') ? { ...parsed, title: opened.title } : parsed,
      ),
    );
    this.reading = createStore(opened.readonly);
    this.focus.set({ cellId: parsed.cells[0]?.id ?? null, mode: 'command' });
    this.runner = new Runner(
      () => this.notebook,
      () => this.ref,
      () => void this.#saveOutputs(),
    );
    const outputs = outputsSchema.safeParse(opened.outputs);
    if (outputs.success) this.runner.restore(new Map(Object.entries(outputs.data.results)));
    if (this.recovered) this.saved.set({ kind: 'journalled' });
  }

  get notebook(): Notebook {
    return this.document.get().notebook;
  }

  get untitled(): boolean {
    return this.ref.startsWith('untitled:');
  }

  cell(id: string | null): Cell | undefined {
    return this.notebook.cells.find(cell => cell.id === id);
  }

  change(cell: Cell): void {
    this.document.set(state => changeCell(state, cell));
    this.#typed();
  }

  setTitle(title: string): void {
    this.document.set(state => retitle(state, title));
    this.#typed();
  }

  insert(kind: CellKind, at: number): Cell {
    const cell = newCell(
      kind,
      this.notebook.cells.map(each => each.id),
    );
    this.#restructure(insertCell(this.notebook.cells, cell, at));
    this.focus.set({ cellId: cell.id, mode: kind === 'sql' || kind === 'text' ? 'edit' : 'command' });
    return cell;
  }

  remove(id: string): void {
    const at = this.indexOf(id);
    const rest = this.notebook.cells.filter(cell => cell.id !== id);
    this.runner.cancel(id);
    this.#restructure(rest);
    this.focus.set({ cellId: rest[Math.min(at, rest.length - 1)]?.id ?? null, mode: 'command' });
  }

  duplicate(id: string): void {
    const cell = this.cell(id);
    if (cell === undefined) return;
    const taken = this.notebook.cells.map(each => each.id);
    const copy = { ...cell, id: newCell(cell.kind, taken).id };
    if (copy.kind === 'sql' && copy.name !== '') copy.name = this.#freeName(copy.name);
    if (copy.kind === 'input') copy.name = this.#freeName(copy.name);
    this.#restructure(insertCell(this.notebook.cells, copy, this.indexOf(id) + 1));
    this.focus.set({ cellId: copy.id, mode: 'command' });
  }

  convert(id: string, kind: 'sql' | 'text'): void {
    const cell = this.cell(id);
    if (cell === undefined || cell.kind === kind || (cell.kind !== 'sql' && cell.kind !== 'text')) return;
    const next = { ...newCell(kind, []), id, source: cell.source } as Cell;
    this.#restructure(this.notebook.cells.map(each => (each.id === id ? next : each)));
  }

  move(id: string, by: number): void {
    this.#restructure(moveCell(this.notebook.cells, id, this.indexOf(id) + by));
  }

  /** An earlier text of the notebook takes the place of this one: a step to undo. */
  replaceText(text: string): void {
    const earlier = parseNotebook(text);
    this.#restructure(earlier.cells);
    this.document.set(state => retitle(state, earlier.title === '' ? state.notebook.title : earlier.title));
  }

  /** Another width, or left out of the reading view: a step to undo. */
  restyle(cell: Cell): void {
    this.#restructure(this.notebook.cells.map(each => (each.id === cell.id ? cell : each)));
  }

  /** Moves a cell before another; to the end where `before` is null. */
  moveBefore(id: string, before: string | null): void {
    const rest = this.notebook.cells.filter(cell => cell.id !== id);
    const at = before === null ? rest.length : rest.findIndex(cell => cell.id === before);
    this.#restructure(moveCell(this.notebook.cells, id, at));
  }

  undo(): void {
    this.document.set(undo);
    this.#typed();
  }

  redo(): void {
    this.document.set(redo);
    this.#typed();
  }

  indexOf(id: string): number {
    return this.notebook.cells.findIndex(cell => cell.id === id);
  }

  /** Takes the choice of a chart back, or makes it the only one of its cell. */
  pick(cellId: string, narrowing: Narrowing | null): void {
    this.picks.set(before => {
      const same = before.some(
        each => each.cellId === cellId && JSON.stringify(each.narrowing) === JSON.stringify(narrowing),
      );
      const rest = before.filter(each => each.cellId !== cellId);
      return narrowing === null || same ? rest : [...rest, { cellId, narrowing }];
    });
  }

  /** Writes the file now; an untitled notebook needs a name first (`saveAs`). */
  async save(): Promise<void> {
    if (this.origin === 'shipped' || this.untitled) return;
    clearTimeout(this.#saveTimer);
    const text = printNotebook(this.notebook);
    try {
      const { etag } = await rpc.notebooks.save({ ref: this.ref, text, baseEtag: this.#etag });
      this.#etag = etag;
      this.#text = text;
      this.saved.set(printNotebook(this.notebook) === text ? { kind: 'saved' } : { kind: 'typed' });
      invalidate('notebooks');
    } catch (error) {
      const { code, message } = problemOf(error);
      this.saved.set(code === 'conflict' ? { kind: 'conflict' } : { kind: 'failed', message });
    }
  }

  /** Writes it under a name of its own; answers where it is now. */
  async saveAs(name: string): Promise<string> {
    const { ref } = await rpc.notebooks.saveAs({ from: this.ref, text: printNotebook(this.notebook), name });
    await this.#saveOutputs(ref);
    invalidate('notebooks');
    return ref;
  }

  /** What was typed since goes to the journal before the window does. */
  close(): void {
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#journalTimer);
    this.runner.cancelAll();
    if (this.saved.get().kind === 'typed') void this.#journal();
  }

  #restructure(cells: Cell[]): void {
    this.document.set(state => restructure(state, cells));
    this.#typed();
  }

  #freeName(name: string): string {
    const taken = new Set(this.notebook.cells.flatMap(cell => ('name' in cell ? [cell.name] : [])));
    for (let number = 2; ; number += 1) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
  }

  #typed(): void {
    if (this.origin === 'shipped') return;
    this.saved.set({ kind: 'typed' });
    clearTimeout(this.#journalTimer);
    this.#unwrittenSince ??= Date.now();
    const left = this.#unwrittenSince + LONGEST_UNWRITTEN - Date.now();
    this.#journalTimer = setTimeout(() => void this.#journal(), Math.max(0, Math.min(JOURNAL_PAUSE, left)));
    clearTimeout(this.#saveTimer);
    if (!this.untitled) this.#saveTimer = setTimeout(() => void this.save(), SAVE_PAUSE);
  }

  async #journal(): Promise<void> {
    this.#unwrittenSince = null;
    const text = printNotebook(this.notebook);
    if (text === this.#text) return;
    this.#sequence = Math.max(this.#sequence + 1, Date.now());
    try {
      await rpc.notebooks.journal({ ref: this.ref, text, baseEtag: this.#etag, seq: this.#sequence });
      this.#text = text;
      if (this.saved.get().kind === 'typed') this.saved.set({ kind: 'journalled' });
      if (this.untitled) invalidate('notebooks');
    } catch (error) {
      this.saved.set({ kind: 'failed', message: problemOf(error).message });
    }
  }

  async #saveOutputs(ref = this.ref): Promise<void> {
    const results = Object.fromEntries(
      [...this.runner.runs.get()].flatMap(([id, run]) => (run.kind === 'done' ? [[id, run.result]] : [])),
    );
    // outputs may be lost at any time: a cell that is run again has them
    await rpc.notebooks.saveOutputs({ ref, outputs: { results } }).catch(() => null);
  }
}
