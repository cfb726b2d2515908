import { memo, type PointerEvent as ReactPointerEvent } from 'react';
import type { ColumnStatistics, ResultColumn, SortKey } from '../../shared/rpc/results.ts';
import { Icon } from '../ui/icon.tsx';
import { ColumnSummary } from './column-summary.tsx';
import { NARROWEST, type ColumnLayout } from './columns.ts';
import { alignsRight } from './format.ts';

export interface GridHeaderProps {
  columns: readonly ResultColumn[];
  layout: ColumnLayout;
  first: number;
  last: number;
  headWidth: number;
  sort: readonly SortKey[];
  filtered: ReadonlySet<number>;
  /** Null while the statistics row is closed; a column's are undefined until they come. */
  statistics: ReadonlyMap<number, ColumnStatistics> | null;
  /** The header that has the focus, -1 for none. */
  focused: number;
  onSort(column: number, add: boolean): void;
  onMenu(column: number, anchor: Element): void;
  onResize(column: number, width: number): void;
  onFit(column: number): void;
}

export const GridHeader = memo(function GridHeader(props: GridHeaderProps) {
  const { columns, layout, first, last, headWidth, statistics, focused } = props;
  const shown = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (focused >= 0 && (focused < first || focused > last)) shown.push(focused);
  return (
    <div className="grid-columns" role="row" aria-rowindex={1} data-statistics={statistics !== null || undefined}>
      <div className="grid-corner" role="columnheader" aria-colindex={1} style={{ width: headWidth }}>
        <span className="visually-hidden">Row</span>
      </div>
      {shown.map(index => {
        const column = columns[index];
        if (column === undefined) return null;
        const left = headWidth + (layout.starts[index] ?? 0);
        return <HeaderCell key={index} {...props} index={index} column={column} left={left} />;
      })}
    </div>
  );
});

function HeaderCell({
  index,
  column,
  left,
  ...props
}: GridHeaderProps & { index: number; column: ResultColumn; left: number }) {
  const width = props.layout.widths[index] ?? NARROWEST;
  const place = props.sort.findIndex(key => key.column === index);
  const sorted = props.sort[place];
  const direction = sorted === undefined ? 'none' : sorted.descending ? 'descending' : 'ascending';
  return (
    <div
      className="grid-head-cell"
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={direction}
      data-right={alignsRight(column.semantic) || undefined}
      style={{ left, width }}
    >
      <div className="grid-head-line">
        <button
          type="button"
          className="grid-head-name"
          data-header={index}
          tabIndex={props.focused === index ? 0 : -1}
          title={`${column.name}${column.declaredType === null ? '' : ` · ${column.declaredType}`}`}
          onClick={event => props.onSort(index, event.shiftKey)}
        >
          <span className="truncate">{column.name}</span>
          {sorted !== undefined && <Icon name={sorted.descending ? 'arrowDown' : 'arrowUp'} size={12} />}
          {sorted !== undefined && props.sort.length > 1 && <span className="grid-head-place">{place + 1}</span>}
        </button>
        <button
          type="button"
          className="grid-head-menu"
          tabIndex={-1}
          aria-label={`${column.name}: filter and more`}
          data-on={props.filtered.has(index) || undefined}
          onClick={event => props.onMenu(index, event.currentTarget)}
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
