import { useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { SPANS, type Cell, type Span } from '../../../shared/domain/notebook.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useSession } from './context.ts';

export const CELL_DRAG = 'application/x-tracklake-cell';

export const SPAN_TITLES: Record<Span, string> = {
  3: 'Quarter',
  4: 'Third',
  6: 'Half',
  8: 'Two thirds',
  9: 'Three quarters',
  12: 'Full',
};

/** Over a tile while the reading view is arranged: where it stands, how wide it is, and whether it is there at all. */
export function TileControls({ cell, frame }: { cell: Cell; frame: RefObject<HTMLElement | null> }) {
  const session = useSession();
  const shown = session.notebook.cells.filter(each => !each.collapsed);
  const at = shown.findIndex(each => each.id === cell.id);
  const move = (by: -1 | 1) => {
    const target = by === -1 ? shown[at - 1] : shown[at + 2];
    session.moveBefore(cell.id, target?.id ?? null);
  };
  return (
    <div className="nb-tile" role="group" aria-label="Arrange this tile">
      <span
        className="nb-tile-drag"
        draggable
        title="Drag to another place"
        onDragStart={event => {
          event.dataTransfer.setData(CELL_DRAG, cell.id);
          event.dataTransfer.effectAllowed = 'move';
          if (frame.current !== null) event.dataTransfer.setDragImage(frame.current, 12, 12);
        }}
      >
        <Icon name="drag" size={14} />
        <span className="number">{SPAN_TITLES[cell.span]}</span>
      </span>
      <IconButton icon="chevronLeft" label="Move before" size="small" isDisabled={at <= 0} onPress={() => move(-1)} />
      <IconButton
        icon="chevronRight"
        label="Move after"
        size="small"
        isDisabled={at === shown.length - 1}
        onPress={() => move(1)}
      />
      <IconButton
        icon="eye"
        label="Leave out of the reading view"
        size="small"
        onPress={() => session.restyle({ ...cell, collapsed: true })}
      />
      <WidthHandle cell={cell} frame={frame} />
    </div>
  );
}

/** The right edge of a tile: dragged, or moved by arrow keys. */
function WidthHandle({ cell, frame }: { cell: Cell; frame: RefObject<HTMLElement | null> }) {
  const session = useSession();
  const drag = useRef<{ startX: number; width: number; span: Span } | null>(null);
  const set = (span: Span) => span !== cell.span && session.restyle({ ...cell, span });
  const onKeyDown = (event: KeyboardEvent) => {
    const next = spanByKey(event.key, cell.span);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    set(next);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current === null) return;
    const { startX, width, span } = drag.current;
    set(nearestSpan((span * (width + event.clientX - startX)) / width));
  };
  return (
    <div
      className="nb-tile-width"
      role="slider"
      tabIndex={0}
      aria-label="Width of this tile"
      aria-valuemin={SPANS[0]}
      aria-valuemax={12}
      aria-valuenow={cell.span}
      aria-valuetext={SPAN_TITLES[cell.span]}
      onKeyDown={onKeyDown}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { startX: event.clientX, width: frame.current?.offsetWidth ?? 1, span: cell.span };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
    />
  );
}

export function spanByKey(key: string, span: Span): Span | null {
  const at = SPANS.indexOf(span);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return SPANS[Math.min(SPANS.length - 1, at + 1)] ?? null;
    case 'ArrowLeft':
    case 'ArrowDown':
      return SPANS[Math.max(0, at - 1)] ?? null;
    case 'Home':
      return SPANS[0];
    case 'End':
      return 12;
    default:
      return null;
  }
}

export const nearestSpan = (columns: number): Span =>
  SPANS.reduce((best, span) => (Math.abs(span - columns) < Math.abs(best - columns) ? span : best));
