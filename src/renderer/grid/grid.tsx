import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import type { ExportFormat, ResultColumn, ResultFilter, SortKey } from '../../shared/rpc/results.ts';
import { problemOf } from '../rpc/problem.ts';
import { toast } from '../ui/toast.tsx';
import { shownColumns, type Arrangement } from './arrangement.ts';
import { CellDetail } from './cell-detail.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { ROW_HEIGHT, WRAPPED_HEIGHT, drawnPlaces, fittingWidth, placeUnder, visibleColumns } from './columns.ts';
import { copySelection } from './copy-selection.ts';
import type { CopyFormat } from './copy.ts';
import { exportResult } from './export-result.ts';
import { GridHeader } from './header.tsx';
import { keyAction } from './key-action.ts';
import { nextSort } from './next-sort.ts';
import { fetchBlock } from './result-rows.ts';
import { RowDetail } from './row-detail.tsx';
import { RowCache } from './row-cache.ts';
import { RowLayer } from './row-layer.tsx';
import { cellsIn, rangeOf, withinColumns, type CellPlace, type Selection } from './selection.ts';
import { FilterPills, StatusStrip } from './status-strip.tsx';
import { useArrangement } from './use-arrangement.ts';
import { useBars } from './use-bars.ts';
import { useColumnLayout, valuesOf } from './use-column-layout.ts';
import { useSelectionSummary } from './use-selection-summary.ts';
import { useStable } from './use-stable.ts';
import { useStatistics } from './use-statistics.ts';
import { useView } from './use-view.ts';
import { useViewport } from './viewport.ts';
import './grid.css';

export interface ResultGridProps {
  resultId: string;
  columns: readonly ResultColumn[];
  /** Rows that can be read now; grows while the statement runs. */
  rows: number;
  running: boolean;
  /** What it shows, for screen readers and for the name of exported files. */
  label: string;
  /** What its arrangement of columns is kept for, such as a cell that runs again; the result itself by default. */
  keptAs?: string;
}

const HEADER = 28;
const HEADER_WITH_STATISTICS = 72;

/**
 * The result of a statement, however long and wide: rows are fetched around what is on the screen; sorting, filtering,
 * statistics and sums speak of the whole of it.
 */
export function ResultGrid({ resultId, columns, rows, running, label, keptAs = resultId }: ResultGridProps) {
  const [sort, setSort] = useState<readonly SortKey[]>([]);
  const [filters, setFilters] = useState<readonly ResultFilter[]>([]);
  const { view, shown: before } = useView(resultId, sort, filters, !running);
  const made = view.kind === 'making' ? before.view : view;
  const viewId = made.kind === 'made' ? made.id : undefined;
  const viewRows = made.kind === 'made' ? made.rows : rows;
  const [version, changed] = useReducer((count: number) => count + 1, 0);
  const cache = useMemo(
    () =>
      new RowCache(
        (from, count, signal) => fetchBlock(resultId, { from, rows: count, view: viewId }, signal),
        0,
        changed,
      ),
    [resultId, viewId],
  );

  const [statisticsOpen, setStatisticsOpen] = useState(false);
  const { statistics, ask } = useStatistics(resultId, viewId);
  const headerHeight = statisticsOpen ? HEADER_WITH_STATISTICS : HEADER;
  const { arrangement, arrange, shown, frozen } = useArrangement(keptAs, columns);
  const rowHeight = arrangement.wrap ? WRAPPED_HEIGHT : ROW_HEIGHT;
  const { scroller, map, position, left, width, height, onScroll, showRow, showColumn } = useViewport(
    viewRows,
    rowHeight,
    headerHeight,
  );
  const headWidth = 24 + String(Math.max(1, viewRows)).length * 8;
  const { layout, resize } = useColumnLayout({ columns, shown, frozen, cache, room: width - headWidth });
  const { first, last } = visibleColumns(layout, left, left + width - headWidth);
  const firstRow = Math.floor(position / rowHeight);
  const endRow = Math.min(viewRows, firstRow + Math.ceil(Math.max(0, height - headerHeight) / rowHeight) + 1);

  const [chosen, setSelection] = useState<Selection>({ anchor: ORIGIN, focus: ORIGIN });
  const selection = withinColumns(chosen, shown.length);
  const [header, setHeader] = useState(-1);
  const range = rangeOf(selection);
  const inRange = shown.slice(range.fromColumn, range.toColumn).map(({ index }) => index);
  const summary = useSelectionSummary(resultId, viewId, running || viewRows === 0 ? null : range, inRange);
  const [menu, setMenu] = useState<{ place: number; anchor: Element } | null>(null);
  const [detail, setDetail] = useState<(CellPlace & { of: 'cell' | 'row' }) | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const takeFocus = useRef(false);

  const showPlace = (place: number): void => {
    if (place < layout.held) return;
    showColumn(
      (layout.starts[place] ?? 0) - layout.heldWidth,
      (layout.widths[place] ?? 0) + layout.heldWidth + headWidth,
    );
  };

  useEffect(() => {
    cache.grow(viewRows);
    cache.want(firstRow, endRow + 1);
  }, [cache, viewRows, firstRow, endRow]);
  useEffect(() => () => cache.dispose(), [cache]);
  useEffect(() => {
    if (statisticsOpen && !running)
      ask(drawnPlaces(layout, first, last, -1).flatMap(place => shown[place]?.index ?? []));
  }, [statisticsOpen, running, ask, layout, shown, first, last]);
  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    if (header >= 0) showPlace(header);
    const target = header >= 0 ? `[data-header="${header}"]` : '.grid-cell[tabindex="0"]';
    grid.current?.querySelector<HTMLElement>(target)?.focus({ preventScroll: true });
  });

  const select = (place: CellPlace, extend: boolean): void => {
    takeFocus.current = true;
    setHeader(-1);
    setSelection(before => ({ anchor: extend ? before.anchor : place, focus: place }));
    showRow(place.row);
    showPlace(place.column);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, endRow - firstRow - 2);
    const { focus } = selection;
    const action = keyAction(event, { header, focus, firstRow, rows: viewRows, columns: shown.length, page });
    if (action === null) return;
    event.preventDefault();
    switch (action.kind) {
      case 'menu':
        return openMenu(action.column, event.target as Element);
      case 'header':
        takeFocus.current = true;
        return setHeader(action.column);
      case 'copy':
        return copy('tsv');
      case 'select all':
        return setSelection({ anchor: ORIGIN, focus: { row: viewRows - 1, column: shown.length - 1 } });
      case 'open':
        return setDetail({ ...focus, of: action.of });
      case 'select':
        return select(action.place, action.extend);
    }
  };

  const placeAt = (event: PointerEvent): CellPlace | null => {
    const box = grid.current?.getBoundingClientRect();
    if (box === undefined || viewRows === 0) return null;
    const y = event.clientY - box.top - headerHeight + position;
    const x = Math.max(0, event.clientX - box.left - headWidth);
    const row = Math.max(0, Math.min(viewRows - 1, Math.floor(y / rowHeight)));
    return { row, column: placeUnder(layout, x, left) };
  };

  const onPointerDown = (event: PointerEvent): void => {
    const target = event.target as Element;
    const place = placeAt(event);
    if (event.button !== 0 || place === null || target.closest('.grid-header') !== null) return;
    if (target.closest('.grid-row-head') !== null) {
      takeFocus.current = true;
      setSelection({ anchor: { row: place.row, column: shown.length - 1 }, focus: { row: place.row, column: 0 } });
      return;
    }
    select(place, event.shiftKey);
    event.currentTarget.setPointerCapture(event.pointerId);
  };

  const onPointerMove = (event: PointerEvent): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const place = placeAt(event);
    if (place !== null && (place.row !== selection.focus.row || place.column !== selection.focus.column))
      select(place, true);
  };

  const copy = (format: CopyFormat): void => {
    copySelection({ format, table: label }, range, shown, (from, count) =>
      fetchBlock(resultId, { from, rows: count, view: viewId }),
    ).catch((error: unknown) =>
      toast({ tone: 'error', title: 'The selection was not copied', detail: problemOf(error).message }),
    );
  };

  const onSort = (column: number, add: boolean): void => {
    setSort(before => nextSort(before, column, add));
    setSelection({ anchor: ORIGIN, focus: ORIGIN });
    showRow(0);
  };
  const sortBy = useStable(onSort);
  const openMenu = useStable((place: number, anchor: Element) => {
    setHeader(place);
    setMenu({ place, anchor });
  });
  /** The selection shrinks to one cell: between other neighbours its range would be a different one. */
  const rearrange = useStable((next: Arrangement) => {
    arrange(next);
    setSelection({ anchor: selection.focus, focus: selection.focus });
  });
  const rearrangeOne = (next: Arrangement, { index, place }: { index: number; place: number }): void => {
    const { order } = shownColumns(columns.length, next);
    const column = order.includes(index) ? order.indexOf(index) : Math.min(place, order.length - 1);
    const at = { row: selection.focus.row, column };
    arrange(next);
    setMenu(null);
    setSelection({ anchor: at, focus: at });
    setHeader(column);
    takeFocus.current = true;
    // while the menu closes nothing outside of it can take the focus
    requestAnimationFrame(() => focusHeader(grid.current, column));
  };
  const fit = useStable((index: number) => {
    const column = columns[index];
    if (column !== undefined) resize(index, fittingWidth(column, valuesOf(cache, index, firstRow, endRow)));
  });
  const jump = useStable((row: number) => select({ row, column: selection.focus.column }, false));
  const copyAs = useStable(copy);
  const exportAs = useStable((format: ExportFormat, what: 'shown' | 'all columns') => {
    const columns = what === 'shown' ? shown.map(({ index }) => index) : undefined;
    exportResult(resultId, { format, view: viewId, columns, name: label }).catch((error: unknown) =>
      toast({ tone: 'error', title: 'The result was not exported', detail: problemOf(error).message }),
    );
  });
  const onRowHead = (event: { clientX: number }): boolean =>
    event.clientX - (grid.current?.getBoundingClientRect().left ?? 0) < headWidth;
  const toggleStatistics = useCallback(() => setStatisticsOpen(open => !open), []);
  const filtered = useMemo(() => new Set(filters.map(filter => filter.column ?? -1)), [filters]);
  const bars = useBars(arrangement.bars, statistics, running ? null : ask);
  const menuColumn = menu === null ? undefined : shown[menu.place];
  const detailColumn = detail === null ? undefined : shown[detail.column];
  const menuIndex = menuColumn?.index;
  const askMenu = useCallback(() => menuIndex !== undefined && ask([menuIndex]), [menuIndex, ask]);

  const failure =
    view.kind === 'failed' ? view.message : cache.failure === null ? null : problemOf(cache.failure).message;

  return (
    <div className="grid" data-version={version}>
      <FilterPills
        filters={filters}
        columns={columns}
        onRemove={gone => setFilters(filters.filter(filter => filter !== gone))}
      />
      {failure !== null && (
        <div className="grid-message" role="alert">
          {failure}
        </div>
      )}
      <div className="grid-scroller" ref={scroller} onScroll={onScroll} tabIndex={-1}>
        <div className="grid-space" style={{ height: map.height + headerHeight, width: headWidth + layout.total }}>
          <div
            ref={grid}
            className="grid-view"
            role="grid"
            aria-label={label}
            aria-rowcount={viewRows + 1}
            aria-colcount={shown.length + 1}
            aria-multiselectable
            aria-busy={running || view.kind === 'making'}
            style={{ width, height, '--left': `${left}px` } as CSSProperties}
            onKeyDown={onKeyDown}
            onPointerDown={onPointerDown}
            onPointerMove={onPointerMove}
            onDoubleClick={event =>
              // the pointer is captured while it selects, so the target is the grid itself
              (event.target as Element).closest('.grid-header') === null &&
              viewRows > 0 &&
              setDetail({
                ...selection.focus,
                of: (event.target as Element).closest('.grid-row-head') === null && !onRowHead(event) ? 'cell' : 'row',
              })
            }
          >
            <div className="grid-header" role="rowgroup" style={{ height: headerHeight }}>
              <GridHeader
                shown={shown}
                layout={layout}
                first={first}
                last={last}
                headWidth={headWidth}
                sort={sort}
                filtered={filtered}
                statistics={statisticsOpen ? statistics : null}
                focused={header}
                onSort={sortBy}
                onMenu={openMenu}
                onResize={resize}
                onFit={fit}
              />
            </div>
            <RowLayer
              cache={cache}
              rows={viewRows}
              firstRow={firstRow}
              endRow={endRow}
              rowHeight={rowHeight}
              selection={selection}
              cellFocused={header < 0}
              top={headerHeight}
              left={left}
              position={position}
              shown={shown}
              layout={layout}
              first={first}
              last={last}
              headWidth={headWidth}
              bars={bars}
              wrap={arrangement.wrap}
            />
          </div>
        </div>
      </div>
      {viewRows === 0 && !running && <p className="grid-empty">No rows</p>}
      <StatusStrip
        rows={viewRows}
        totalRows={rows}
        note={running ? 'more rows are coming' : ''}
        progress={view.kind === 'making' && !running ? { making: view.progress } : null}
        summary={cellsIn(range) > 1 ? summary : null}
        columns={columns}
        arrangement={arrangement}
        onArrange={rearrange}
        statisticsOpen={statisticsOpen}
        onStatistics={toggleStatistics}
        onJump={jump}
        onCopy={copyAs}
        onExport={exportAs}
      />
      {menu !== null && menuColumn !== undefined && (
        <ColumnMenu
          {...menuColumn}
          anchor={menu.anchor}
          filters={filters.filter(filter => filter.column === menuColumn.index)}
          statistics={statistics.get(menuColumn.index)}
          onStatistics={askMenu}
          onSort={descending => {
            setSort(descending === null ? [] : [{ column: menuColumn.index, descending, nulls: 'last' }]);
            setMenu(null);
          }}
          onFilter={next => setFilters([...filters.filter(filter => filter.column !== menuColumn.index), ...next])}
          count={columns.length}
          arrangement={arrangement}
          onArrange={next => rearrangeOne(next, { index: menuColumn.index, place: menu.place })}
          onClose={() => setMenu(null)}
        />
      )}
      {detail?.of === 'row' && (
        <RowDetail
          resultId={resultId}
          view={viewId}
          row={detail.row}
          rows={viewRows}
          shown={shown}
          onRow={row => {
            setDetail({ ...detail, row });
            setSelection({ anchor: { ...selection.focus, row }, focus: { ...selection.focus, row } });
            showRow(row);
          }}
          onClose={() => setDetail(null)}
        />
      )}
      {detail?.of === 'cell' && detailColumn !== undefined && (
        <CellDetail
          resultId={resultId}
          view={viewId}
          row={detail.row}
          column={detailColumn.index}
          name={detailColumn.column.name}
          onRow={() => setDetail({ ...detail, of: 'row' })}
          onClose={() => setDetail(null)}
        />
      )}
    </div>
  );
}

const ORIGIN: CellPlace = { row: 0, column: 0 };

const focusHeader = (grid: HTMLElement | null, place: number): void =>
  grid?.querySelector<HTMLElement>(`[data-header="${place}"]`)?.focus({ preventScroll: true });
