import { memo, type PointerEvent as ReactPointerEvent } from 'react';
import type { ColumnStatistics, ResultColumn, SortKey } from '../../shared/rpc/results.ts';
import { Icon } from '../ui/icon.tsx';
import { ColumnSummary } from './column-summary.tsx';
import { NARROWEST, drawnPlaces, heldMark, type ColumnLayout } from './columns.ts';
import { alignsRight } from './format.ts';
import type { ShownColumn } from './use-arrangement.ts';

export interface GridHeaderProps {
  shown: readonly ShownColumn[];
  layout: ColumnLayout;
  first: number;
  last: number;
  headWidth: number;
  sort: readonly SortKey[];
  filtered: ReadonlySet<number>;
  /** Null while the statistics row is closed; a column's are undefined until they come. */
  statistics: ReadonlyMap<number, ColumnStatistics> | null;
  /** The place of the header that has the focus, -1 for none. */
  focused: number;
  onSort(column: number, add: boolean): void;
  onMenu(place: number, anchor: Element): void;
  onResize(column: number, width: number): void;
  onFit(column: number): void;
}

export const GridHeader = memo(function GridHeader(props: GridHeaderProps) {
  const { shown, layout, first, last, headWidth, statistics, focused } = props;
  return (
    <div className="grid-columns" role="row" aria-rowindex={1} data-statistics={statistics !== null || undefined}>
      <div className="grid-corner" role="columnheader" aria-colindex={1} style={{ width: headWidth }}>
        <span className="visually-hidden">Row</span>
      </div>
      {drawnPlaces(layout, first, last, focused).map(place => {
        const { index, column } = shown[place] ?? {};
        if (index === undefined || column === undefined) return null;
        const left = headWidth + (layout.starts[place] ?? 0);
        return <HeaderCell key={index} {...props} place={place} index={index} column={column} left={left} />;
      })}
    </div>
  );
});

function HeaderCell({
  place,
  index,
  column,
  left,
  ...props
}: GridHeaderProps & { place: number; index: number; column: ResultColumn; left: number }) {
  const width = props.layout.widths[place] ?? NARROWEST;
  const rank = props.sort.findIndex(key => key.column === index);
  const sorted = props.sort[rank];
  const held = heldMark(props.layout, place);
  const direction = sorted === undefined ? 'none' : sorted.descending ? 'descending' : 'ascending';
  return (
    <div
      className="grid-head-cell"
      role="columnheader"
      aria-colindex={place + 2}
      aria-sort={direction}
      data-held={held}
      data-right={alignsRight(column.semantic) || undefined}
      style={{ left, width }}
      onContextMenu={event => {
        event.preventDefault();
        props.onMenu(place, event.currentTarget);
      }}
    >
      <div className="grid-head-line">
        <button
          type="button"
          className="grid-head-name"
          data-header={place}
          aria-keyshortcuts="Alt+ArrowDown"
          tabIndex={props.focused === place ? 0 : -1}
          title={`${column.name}${column.declaredType === null ? '' : ` · ${column.declaredType}`}`}
          onClick={event => props.onSort(index, event.shiftKey)}
        >
          {held !== undefined && <Icon name="pin" size={11} />}
          {held !== undefined && <span className="visually-hidden">frozen</span>}
          <span className="truncate">{column.name}</span>
          {sorted !== undefined && <Icon name={sorted.descending ? 'arrowDown' : 'arrowUp'} size={12} />}
          {sorted !== undefined && props.sort.length > 1 && <span className="grid-head-place">{rank + 1}</span>}
        </button>
        <button
          type="button"
          className="grid-head-menu"
          tabIndex={props.focused === place ? 0 : -1}
          aria-haspopup="dialog"
          aria-label={`${column.name}: filter and more`}
          data-on={props.filtered.has(index) || undefined}
          onClick={event => props.onMenu(place, event.currentTarget)}
        >
          <Icon name={props.filtered.has(index) ? 'filter' : 'chevronDown'} size={12} />
        </button>
      </div>
      {props.statistics !== null && (
        <ColumnSummary statistics={props.statistics.get(index)} semantic={column.semantic} width={width - 16} />
      )}
      <span
        className="grid-resize"
        aria-hidden
        onPointerDown={event => startResize(event, width, next => props.onResize(index, next))}
        onDoubleClick={() => props.onFit(index)}
      />
    </div>
  );
}

function startResize(event: ReactPointerEvent, width: number, resize: (width: number) => void): void {
  event.preventDefault();
  event.stopPropagation();
  const from = event.clientX;
  const target = event.currentTarget;
  target.setPointerCapture(event.pointerId);
  const move = (moved: Event) => resize(Math.max(NARROWEST, width + (moved as PointerEvent).clientX - from));
  target.addEventListener('pointermove', move);
  target.addEventListener('lostpointercapture', () => target.removeEventListener('pointermove', move), { once: true });
}
