import type { ResultFilter } from '../../shared/rpc/results.ts';
import type { SqlValue } from '../store/block-column.ts';
import { isNull, textOf, valueOf, type LoadedColumn } from './load-column.ts';
import type { OnShare } from './radix.ts';
import { compareValues } from './sort.ts';

type Scalar = string | number | bigint | null;
type Test = (row: number) => boolean;

const LOOK_EVERY = 1 << 16;

/** Row numbers that pass all filters, ascending. As in SQL, null passes only where it is asked for. */
export function filterRows(
  rows: number,
  filters: readonly ResultFilter[],
  load: (column: number) => LoadedColumn,
  columns: number,
  onShare: OnShare = () => {},
): Uint32Array {
  const tests = filters.map(filter => testOf(filter, load, columns));
  const kept = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row += 1) {
    if (row % LOOK_EVERY === 0) onShare(row / rows);
    if (!tests.every(test => test(row))) continue;
    kept[count] = row;
    count += 1;
  }
  return kept.slice(0, count);
}

function testOf(filter: ResultFilter, load: (column: number) => LoadedColumn, columns: number): Test {
  switch (filter.op) {
    case 'is null': {
      const column = load(filter.column);
      return row => isNull(column, row);
    }
    case 'is not null': {
      const column = load(filter.column);
      return row => !isNull(column, row);
    }
    case 'contains':
      return contains(
        filter.text,
        filter.column === null ? Array.from({ length: columns }, (_, i) => load(i)) : [load(filter.column)],
      );
    case 'between': {
      const compare = comparer(load(filter.column));
      const { low, high } = filter;
      return row => within(compare(row, low), at => at >= 0) && within(compare(row, high), at => at <= 0);
    }
    case 'in':
    case 'not in':
      return inSet(load(filter.column), filter.values, filter.op === 'in');
    default:
      return comparison(load(filter.column), filter.op, filter.value);
  }
}

const within = (compared: number | null, holds: (compared: number) => boolean): boolean =>
  compared !== null && holds(compared);

const HOLDS: Readonly<Record<'=' | '!=' | '<' | '<=' | '>' | '>=', (compared: number) => boolean>> = {
  '=': at => at === 0,
  '!=': at => at !== 0,
  '<': at => at < 0,
  '<=': at => at <= 0,
  '>': at => at > 0,
  '>=': at => at >= 0,
};

function comparison(column: LoadedColumn, op: keyof typeof HOLDS, value: Scalar): Test {
  const holds = HOLDS[op];
  if (column.type === 'numbers' && typeof asNumber(value) === 'number') {
    const { values } = column;
    const wanted = Number(value);
    return row => !isNull(column, row) && holds((values[row] ?? 0) - wanted);
  }
  const compare = comparer(column);
  return row => within(compare(row, value), holds);
}

/** Null where one of both is null. */
function comparer(column: LoadedColumn): (row: number, value: Scalar) => number | null {
  const numeric = column.type === 'numbers' || column.type === 'bigs';
  return (row, value) => {
    const own = valueOf(column, row);
    const other = numeric ? asNumber(value) : column.type === 'bytes' && value !== null ? String(value) : value;
    return own === null || other === null ? null : compareValues(own, other);
  };
}

/** A filter's value for a column of numbers: people type "12" too. */
function asNumber(value: Scalar): Scalar {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? value : number;
}

function inSet(column: LoadedColumn, values: readonly Scalar[], wanted: boolean): Test {
  const numeric = column.type === 'numbers' || column.type === 'bigs';
  const keyOf = (value: SqlValue): string =>
    typeof value === 'string' && !numeric ? `t${value}` : value instanceof Uint8Array ? 'b' : `n${String(value)}`;
  const set = new Set(
    values.map(value =>
      keyOf(numeric ? asNumber(value) : column.type === 'bytes' && value !== null ? String(value) : value),
    ),
  );
  const withNull = values.includes(null);
  return row => {
    const value = valueOf(column, row);
    return value === null ? withNull === wanted && withNull : set.has(keyOf(value)) === wanted;
  };
}

function contains(text: string, columns: readonly LoadedColumn[]): Test {
  const wanted = text.toLowerCase();
  return row => columns.some(column => !isNull(column, row) && lowerText(column, row).includes(wanted));
}

export function lowerText(column: LoadedColumn, row: number): string {
  if (column.type === 'bytes') return column.blob ? '' : textOf(column, row).toLowerCase();
  const value = valueOf(column, row);
  return value === null || value instanceof Uint8Array ? '' : String(value).toLowerCase();
}
