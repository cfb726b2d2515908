import { useMemo, useState, type ReactNode } from 'react';
import {
  Cell,
  Column,
  Row,
  Table as AriaTable,
  TableBody,
  TableHeader,
  type SortDescriptor,
} from 'react-aria-components/Table';
import { Icon } from './icon.tsx';
import './table.css';

export interface TableColumn<T> {
  id: string;
  /** Read aloud where `titleHidden`, for a column of buttons. */
  title: string;
  titleHidden?: boolean;
  /** Numbers and sizes stand to the right. */
  align?: 'start' | 'end';
  width?: number | string;
  render: (row: T) => ReactNode;
  /** Given for columns that can be sorted. */
  sortBy?: (row: T) => string | number | null;
  /** The column that names the row; the first one where none is marked. */
  isRowHeader?: boolean;
}

export interface TableProps<T> {
  label: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** What the row is called when it is read aloud. */
  rowText?: (row: T) => string;
  onOpen?: (row: T) => void;
  selected?: string | null;
  /** Called when a row is picked by mouse or keyboard; makes the table selectable. */
  onSelect?: (row: T) => void;
  empty?: ReactNode;
  initialSort?: { column: string; direction: 'ascending' | 'descending' };
}

/** For up to a few hundred rows that are all at hand; the grid is for results. Arrow keys walk, Enter opens. */
export function Table<T>(props: TableProps<T>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    rowText,
    onOpen,
    selected,
    onSelect,
    empty = 'Nothing here yet',
    initialSort,
  } = props;
  const [sort, setSort] = useState<SortDescriptor | undefined>(initialSort);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const rowHeader = columns.find(column => column.isRowHeader)?.id ?? columns[0]?.id;
  const find = (key: unknown) => rows.find(row => rowKey(row) === key);
  const act = (key: unknown, then?: (row: T) => void) => {
    const row = find(key);
    if (row !== undefined) then?.(row);
  };
  return (
    <AriaTable
      aria-label={label}
      className="ui-table"
      style={{ minWidth: leastWidth(columns) }}
      sortDescriptor={sort}
      onSortChange={setSort}
      selectionMode={onSelect === undefined ? 'none' : 'single'}
      selectionBehavior="replace"
      selectedKeys={selected == null ? [] : [selected]}
      onSelectionChange={keys => keys !== 'all' && keys.forEach(key => act(key, onSelect))}
      onRowAction={onOpen === undefined ? undefined : key => act(key, onOpen)}
    >
      <TableHeader>
        {columns.map(column => (
          <Column
            key={column.id}
            id={column.id}
            isRowHeader={column.id === rowHeader}
            allowsSorting={column.sortBy !== undefined}
            className="ui-th"
            data-align={column.align}
            style={{ width: column.width }}
          >
            {({ sortDirection }) => (
              <span className="ui-th-text">
                {column.titleHidden ? <span className="visually-hidden">{column.title}</span> : column.title}
                {sortDirection !== undefined && (
                  <Icon name={sortDirection === 'ascending' ? 'arrowUp' : 'arrowDown'} size={12} />
                )}
              </span>
            )}
          </Column>
        ))}
      </TableHeader>
      <TableBody renderEmptyState={() => <div className="ui-table-empty">{empty}</div>}>
        {sorted.map(row => (
          <Row
            key={rowKey(row)}
            id={rowKey(row)}
            className="ui-tr"
            textValue={rowText?.(row)}
            data-pressable={onOpen !== undefined || onSelect !== undefined || undefined}
          >
            {columns.map(column => (
              <Cell key={column.id} className="ui-td" data-align={column.align}>
                {column.render(row)}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </AriaTable>
  );
}

/** Below this the table scrolls sideways instead of squeezing its columns. */
function leastWidth<T>(columns: readonly TableColumn<T>[]): number {
  return columns.reduce((sum, { width }) => sum + (typeof width === 'number' ? width : 140), 0);
}

function sortRows<T>(
  rows: readonly T[],
  columns: readonly TableColumn<T>[],
  sort: SortDescriptor | undefined,
): readonly T[] {
  const by = columns.find(column => column.id === sort?.column)?.sortBy;
  if (by === undefined) return rows;
  const sign = sort?.direction === 'descending' ? -1 : 1;
  return rows.toSorted((a, b) => compare(by(a), by(b), sign));
}

/** Empty values come last in both directions. */
function compare(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}
