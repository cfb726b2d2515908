import { useEffect, useRef, useState, type DragEvent } from 'react';
import { cellName, SPANS, type Cell } from '../../../shared/domain/notebook.ts';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem, MenuLine, MenuSection } from '../../ui/menu.tsx';
import { isBusy, lastResult } from './cell-run.ts';
import { ChartCellView } from './chart-cell.tsx';
import { KIND_ICONS, KIND_TITLES } from './cell-kinds.ts';
import { useReading, useRun, useSession, useSource, useStaleness } from './context.ts';
import { InputCellView } from './input-cell.tsx';
import { KpiCellView } from './kpi-cell.tsx';
import { PREVIEW_ROWS } from './runner.ts';
import { nameProblem, SqlCellView } from './sql-cell.tsx';
import { TextCellView } from './text-cell.tsx';
import { CELL_DRAG, SPAN_TITLES, TileControls } from './tile-controls.tsx';

/** A cell with its frame: what it is, whether it is selected, and what can be done with it. */
export function CellFrame({ cell }: { cell: Cell }) {
  const session = useSession();
  const reading = useReading();
  const focus = useStore(session.focus);
  const source = useSource(cell) ?? cell;
  const stale = useStaleness(source);
  const run = useRun(source.id);
  const result = lastResult(run);
  const frame = useRef<HTMLElement>(null);
  const [dropping, setDropping] = useState<'before' | 'after' | null>(null);
  const arranging = useStore(session.arranging) && reading;
  const selected = focus.cellId === cell.id && !reading;
  const editing = selected && focus.mode === 'edit' && session.origin === 'own';

  useEffect(() => {
    if (!selected || focus.mode !== 'command') return;
    const element = frame.current;
    const active = document.activeElement;
    // the keyboard follows the selection, unless the person is in another control
    if (active === null || active === document.body || active.closest('.nb-cells') !== null) {
      if (element !== null && !element.contains(active)) element.focus({ preventScroll: true });
    }
    // what is being pressed stays under the pointer: its button would not be there when the press ends
    if (element?.matches(':active') === false) element.scrollIntoView({ block: 'nearest' });
  }, [selected, focus.mode]);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(null);
    const id = event.dataTransfer.getData(CELL_DRAG);
    if (id === '' || id === cell.id) return;
    const { cells } = session.notebook;
    const next = cells.slice(session.indexOf(cell.id) + 1).find(each => each.id !== id && !each.collapsed);
    session.moveBefore(id, sideOf(event) === 'before' ? cell.id : (next?.id ?? null));
  };
  /** In the reading view tiles stand side by side: the right half of one means after it. */
  const sideOf = (event: DragEvent): 'before' | 'after' => {
    const box = frame.current?.getBoundingClientRect();
    return reading && box !== undefined && event.clientX > box.left + box.width / 2 ? 'after' : 'before';
  };

  return (
    <section
      ref={frame}
      className="nb-cell"
      aria-label={`${KIND_TITLES[cell.kind]} cell ${cellName(cell) || session.indexOf(cell.id) + 1}`}
      tabIndex={selected ? 0 : -1}
      data-cell={cell.id}
      data-kind={cell.kind}
      data-selected={selected || undefined}
      data-editing={editing || undefined}
      data-dropping={dropping ?? undefined}
      data-arranging={arranging || undefined}
      data-busy={isBusy(run) || undefined}
      data-stale={stale ?? undefined}
      data-snapshot={result !== null && result.reads.length > 0 ? result.snapshotId : undefined}
      style={{ gridColumn: `span ${reading || cell.kind === 'kpi' ? cell.span : 12}` }}
      onPointerDown={event => {
        if (reading || (event.target as Element).closest('.nb-cell') !== frame.current) return;
        if (focus.cellId !== cell.id) session.focus.set({ cellId: cell.id, mode: 'command' });
      }}
      onFocus={event => {
        if (!reading && focus.cellId !== cell.id && frame.current?.contains(event.target))
          session.focus.set({ cellId: cell.id, mode: 'command' });
      }}
      onDragOver={event => {
        if (!event.dataTransfer.types.includes(CELL_DRAG)) return;
        event.preventDefault();
        setDropping(sideOf(event));
      }}
      onDragLeave={() => setDropping(null)}
      onDrop={drop}
    >
      {!reading && <CellHead cell={cell} />}
      {arranging && <TileControls cell={cell} frame={frame} />}
      {cell.collapsed && !reading ? <Collapsed cell={cell} /> : <CellBody cell={cell} editing={editing} />}
    </section>
  );
}

function CellBody({ cell, editing }: { cell: Cell; editing: boolean }) {
  switch (cell.kind) {
    case 'sql':
      return <SqlCellView cell={cell} editing={editing} />;
    case 'text':
      return <TextCellView cell={cell} editing={editing} />;
    case 'chart':
      return <ChartCellView cell={cell} />;
    case 'input':
      return <InputCellView cell={cell} />;
    case 'kpi':
      return <KpiCellView cell={cell} />;
  }
}

function CellHead({ cell }: { cell: Cell }) {
  const session = useSession();
  const run = useRun(cell.id);
  const runs = cell.kind === 'sql' || cell.kind === 'chart' || cell.kind === 'kpi';
  return (
    <header className="nb-cell-head">
      <span
        className="nb-drag"
        draggable={session.origin === 'own'}
        title="Drag to move"
        onDragStart={event => {
          event.dataTransfer.setData(CELL_DRAG, cell.id);
          event.dataTransfer.effectAllowed = 'move';
        }}
      >
        <Icon name="drag" size={14} />
      </span>
      <Icon name={KIND_ICONS[cell.kind]} size={14} />
      {cell.kind === 'sql' ? (
        <NameField id={cell.id} name={cell.name} />
      ) : (
        <span className="nb-kind">{KIND_TITLES[cell.kind]}</span>
      )}
      <span className="nb-gap" />
      {runs &&
        (isBusy(run) ? (
          <IconButton icon="stop" label="Cancel" size="small" onPress={() => session.runner.cancel(cell.id)} />
        ) : (
          <IconButton
            icon="play"
            label="Run"
            shortcut="Mod+Enter"
            size="small"
            onPress={() => void session.runner.run([cell.id])}
          />
        ))}
      <CellMenu cell={cell} />
    </header>
  );
}

function NameField({ id, name }: { id: string; name: string }) {
  const session = useSession();
  const [typed, setTyped] = useState<string | null>(null);
  const problem = nameProblem(typed ?? name);
  const commit = () => {
    const cell = session.cell(id);
    if (typed !== null && problem === null && cell?.kind === 'sql') session.change({ ...cell, name: typed });
    setTyped(null);
  };
  return (
    <input
      className="nb-name"
      aria-label="Name of the result"
      aria-invalid={problem !== null}
      title={problem ?? 'Other cells read this result as {{name}}'}
      placeholder="name"
      size={Math.max(6, (typed ?? name).length)}
      readOnly={session.origin === 'shipped'}
      value={typed ?? name}
      onChange={event => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}

function CellMenu({ cell }: { cell: Cell }) {
  const session = useSession();
  const at = session.indexOf(cell.id);
  const own = session.origin === 'own';
  const below = () => session.notebook.cells.slice(0, session.indexOf(cell.id)).map(each => each.id);
  return (
    <Menu label="Cell" trigger={<IconButton icon="more" label="Cell menu" size="small" />}>
      {cell.kind === 'sql' && (
        <MenuItem
          label="Run a preview"
          icon="play"
          shortcut="Mod+Alt+Enter"
          onAction={() => void session.runner.run([cell.id], { previewRows: PREVIEW_ROWS })}
        />
      )}
      <MenuItem label="Run all above" icon="play" onAction={() => void session.runner.run(below())} />
      <MenuItem
        label="Duplicate"
        icon="copy"
        shortcut="Shift+D"
        isDisabled={!own}
        onAction={() => session.duplicate(cell.id)}
      />
      <MenuItem
        label={cell.collapsed ? 'Expand' : 'Collapse'}
        icon={cell.collapsed ? 'expand' : 'collapse'}
        shortcut="O"
        onAction={() => session.change({ ...cell, collapsed: !cell.collapsed })}
      />
      <MenuItem
        label="Move up"
        icon="arrowUp"
        shortcut="Alt+ArrowUp"
        isDisabled={!own || at === 0}
        onAction={() => session.move(cell.id, -1)}
      />
      <MenuItem
        label="Move down"
        icon="arrowDown"
        shortcut="Alt+ArrowDown"
        isDisabled={!own}
        onAction={() => session.move(cell.id, 1)}
      />
      <MenuLine />
      <MenuSection title="Width in the reading view">
        {SPANS.map(span => (
          <MenuItem
            key={span}
            label={SPAN_TITLES[span]}
            icon={cell.span === span ? 'check' : undefined}
            isDisabled={!own}
            onAction={() => session.restyle({ ...cell, span })}
          />
        ))}
      </MenuSection>
      <MenuLine />
      <MenuItem
        label="Delete"
        icon="trash"
        shortcut="D D"
        danger
        isDisabled={!own}
        onAction={() => session.remove(cell.id)}
      />
    </Menu>
  );
}

function Collapsed({ cell }: { cell: Cell }) {
  const text =
    'source' in cell ? (cell.source.split('\n').find(line => line.trim() !== '') ?? 'empty') : KIND_TITLES[cell.kind];
  const session = useSession();
  return (
    <button
      type="button"
      className="nb-collapsed truncate"
      onClick={() => session.change({ ...cell, collapsed: false })}
    >
      {text}
    </button>
  );
}
