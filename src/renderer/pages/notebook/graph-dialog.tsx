import { cellName, type Cell } from '../../../shared/domain/notebook.ts';
import { buildGraph, type CellGraph } from '../../../shared/domain/notebook-graph.ts';
import { useLakeStatus } from '../../state/lake.ts';
import { useStore } from '../../state/store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { KIND_ICONS, KIND_TITLES } from './cell-kinds.ts';
import { useNotebook, useSession } from './context.ts';
import type { NotebookSession } from './session.ts';

const WIDTH = 168;
const HEIGHT = 34;
const ACROSS = 220;
const DOWN = 46;

/** Which cell reads which, from left to right; choosing one selects it. */
export function GraphDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title="How the cells read each other" isOpen={isOpen} onClose={onClose} width={920}>
      {isOpen && <Graph onClose={onClose} />}
    </Dialog>
  );
}

function Graph({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const { cells } = useNotebook();
  useStore(session.runner.runs);
  const snapshotId = useLakeStatus()?.snapshotId ?? 0;
  const graph = buildGraph(cells);
  const places = layOut(cells, graph);
  if (places.size === 0)
    return <EmptyState title="No cell reads another">Give a cell a name, and read it as {'{{name}}'}.</EmptyState>;
  const all = [...places.values()];
  const width = Math.max(...all.map(place => place.x)) + WIDTH + 2;
  const height = Math.max(...all.map(place => place.y)) + HEIGHT + 2;
  return (
    <div className="nb-graph" tabIndex={0} role="region" aria-label="Graph of the cells">
      <div style={{ width, height }}>
        <svg width={width} height={height} aria-hidden>
          {[...places].flatMap(([id, to]) =>
            (graph.reads.get(id) ?? []).map(read => {
              const from = places.get(read);
              return from === undefined ? null : <path key={`${read} ${id}`} d={line(from, to)} />;
            }),
          )}
        </svg>
        {cells.map(cell => {
          const place = places.get(cell.id);
          if (place === undefined) return null;
          return (
            <button
              key={cell.id}
              type="button"
              data-state={stateOf(session, cell, graph, snapshotId)}
              style={{ left: place.x, top: place.y, width: WIDTH, height: HEIGHT }}
              onClick={() => {
                session.reading.set(false);
                session.focus.set({ cellId: cell.id, mode: 'command' });
                onClose();
              }}
            >
              <Icon name={KIND_ICONS[cell.kind]} size={14} />
              <span className="truncate">{labelOf(cell)}</span>
              <span className="faint">{stateOf(session, cell, graph, snapshotId)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

interface Place {
  x: number;
  y: number;
}

/** Cells that read or are read, each to the right of all that it reads. Those in a circle stand in the first column. */
function layOut(cells: readonly Cell[], graph: CellGraph): Map<string, Place> {
  const depths = new Map<string, number>();
  const depthOf = (id: string, open: ReadonlySet<string>): number => {
    const known = depths.get(id);
    if (known !== undefined || open.has(id)) return known ?? 0;
    const depth = Math.max(-1, ...(graph.reads.get(id) ?? []).map(read => depthOf(read, new Set([...open, id])))) + 1;
    depths.set(id, depth);
    return depth;
  };
  const taken = new Map<number, number>();
  const places = new Map<string, Place>();
  for (const { id } of cells) {
    if ((graph.reads.get(id) ?? []).length + (graph.readBy.get(id) ?? []).length === 0) continue;
    const depth = depthOf(id, new Set());
    const row = taken.get(depth) ?? 0;
    taken.set(depth, row + 1);
    places.set(id, { x: 1 + depth * ACROSS, y: 1 + row * DOWN });
  }
  return places;
}

function line(from: Place, to: Place): string {
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

const labelOf = (cell: Cell): string =>
  cellName(cell) ||
  ('of' in cell && cell.of !== '' ? `${KIND_TITLES[cell.kind]} of ${cell.of}` : KIND_TITLES[cell.kind]);

function stateOf(session: NotebookSession, cell: Cell, graph: CellGraph, snapshotId: number): string {
  if (graph.cycles.some(cycle => cycle.includes(cell.id))) return 'circle';
  if (cell.kind !== 'sql') return '';
  const run = session.runner.runs.get().get(cell.id);
  if (run === undefined) return 'not run';
  if (run.kind !== 'done') return run.kind;
  return session.runner.staleness(cell, snapshotId) === null ? '' : 'stale';
}
