import { cellName, type Cell } from './notebook.ts';
import { cellReferences, parameterNames } from './notebook-sql.ts';

/** Which cells read which, by id. */
export interface CellGraph {
  /** The cells that each cell reads, in notebook order. */
  reads: ReadonlyMap<string, readonly string[]>;
  /** The cells that read each cell. */
  readBy: ReadonlyMap<string, readonly string[]>;
  /** `{{name}}` and `:name` that no cell answers to, by the reading cell's id. */
  missing: ReadonlyMap<string, readonly string[]>;
  /** Each cycle as the ids along it; a cell in one can't run. */
  cycles: readonly (readonly string[])[];
  /** Names that more than one cell claims; the first cell has it. */
  duplicates: readonly string[];
}

export function buildGraph(cells: readonly Cell[]): CellGraph {
  const { byName, duplicates } = indexNames(cells);
  const reads = new Map<string, string[]>();
  const readBy = new Map<string, string[]>(cells.map(cell => [cell.id, []]));
  const missing = new Map<string, string[]>();
  for (const cell of cells) {
    const found: string[] = [];
    const lost: string[] = [];
    for (const name of namesRead(cell)) {
      const id = byName.get(name);
      if (id === undefined) lost.push(name);
      else found.push(id);
    }
    reads.set(cell.id, found);
    if (lost.length > 0) missing.set(cell.id, lost);
    for (const id of found) readBy.get(id)?.push(cell.id);
  }
  return { reads, readBy, missing, cycles: findCycles(cells, reads), duplicates };
}

/** What a cell reads: other cells' results and input values. */
function namesRead(cell: Cell): string[] {
  switch (cell.kind) {
    case 'sql':
      return [...new Set([...cellReferences(cell.source), ...parameterNames(cell.source)])];
    case 'chart':
    case 'kpi':
      return cell.of === '' ? [] : [cell.of];
    case 'input':
      return cell.optionsOf === '' ? [] : [cell.optionsOf];
    case 'text':
      return [];
  }
}

function indexNames(cells: readonly Cell[]): { byName: Map<string, string>; duplicates: string[] } {
  const byName = new Map<string, string>();
  const duplicates = new Set<string>();
  for (const cell of cells) {
    const name = cellName(cell);
    if (name === '') continue;
    if (byName.has(name)) duplicates.add(name);
    else byName.set(name, cell.id);
  }
  return { byName, duplicates: [...duplicates] };
}

/** Depth first; every back edge closes a cycle. */
function findCycles(cells: readonly Cell[], reads: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (id: string): void => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') {
      cycles.push(path.slice(path.indexOf(id)));
      return;
    }
    state.set(id, 'open');
    path.push(id);
    for (const next of reads.get(id) ?? []) visit(next);
    path.pop();
    state.set(id, 'done');
  };
  for (const cell of cells) visit(cell.id);
  return cycles;
}

/** Everything that a change of `ids` makes stale, themselves left out. */
export function downstream(graph: CellGraph, ids: Iterable<string>): Set<string> {
  return closure(graph.readBy, ids);
}

/** Everything that `ids` need, themselves left out. */
export function upstream(graph: CellGraph, ids: Iterable<string>): Set<string> {
  return closure(graph.reads, ids);
}

function closure(edges: ReadonlyMap<string, readonly string[]>, ids: Iterable<string>): Set<string> {
  const start = new Set(ids);
  const seen = new Set<string>();
  const queue = [...start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const next of edges.get(id) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  for (const id of start) seen.delete(id);
  return seen;
}

/** The wanted cells so that each comes after what it reads; else in notebook order. Cells of a cycle are left out. */
export function runOrder(cells: readonly Cell[], graph: CellGraph, wanted: ReadonlySet<string>): string[] {
  const cyclic = new Set(graph.cycles.flat());
  const order: string[] = [];
  const placed = new Set<string>();
  const place = (id: string): void => {
    if (placed.has(id) || cyclic.has(id)) return;
    placed.add(id);
    for (const before of graph.reads.get(id) ?? []) place(before);
    if (wanted.has(id)) order.push(id);
  };
  for (const cell of cells) if (wanted.has(cell.id)) place(cell.id);
  return order;
}
