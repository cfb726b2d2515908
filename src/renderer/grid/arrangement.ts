/** How a person arranged the columns of a result. Columns are meant by their index in the result. */
export interface Arrangement {
  /** Where columns have been moved to; those that are not listed follow as they came. */
  readonly order: readonly number[];
  readonly hidden: readonly number[];
  /** Held at the left in this order; `order` keeps the place that they come back to. */
  readonly frozen: readonly number[];
  /** Numbers with a bar behind them. */
  readonly bars: readonly number[];
  /** Long texts on up to three lines. */
  readonly wrap: boolean;
}

export const AS_IT_CAME: Arrangement = { order: [], hidden: [], frozen: [], bars: [], wrap: false };

export const isArranged = ({ order, hidden, frozen }: Arrangement): boolean =>
  order.length + hidden.length + frozen.length > 0;

/** All columns of a result in their order, hidden ones too: the frozen ones first. */
export function arrangedColumns(count: number, { order, frozen }: Arrangement): number[] {
  const every = Array.from({ length: count }, (_, index) => index);
  return [...new Set([...frozen, ...order, ...every])].filter(column => column < count);
}

/** The columns to show, from left to right, and how many of them are frozen. */
export function shownColumns(count: number, arrangement: Arrangement): { order: number[]; frozen: number } {
  const hidden = new Set(arrangement.hidden);
  const frozen = new Set(arrangement.frozen);
  const order = arrangedColumns(count, arrangement).filter(column => !hidden.has(column));
  return { order, frozen: order.filter(column => frozen.has(column)).length };
}

export const isFrozen = ({ frozen }: Arrangement, column: number): boolean => frozen.includes(column);

/** With or without a bar behind the numbers of a column. */
export const drawBars = (arrangement: Arrangement, column: number, on: boolean): Arrangement => ({
  ...arrangement,
  bars: on ? [...arrangement.bars, column] : arrangement.bars.filter(each => each !== column),
});

/** Without one column; a result never loses its last one. */
export function hideColumn(count: number, arrangement: Arrangement, column: number): Arrangement {
  const { order } = shownColumns(count, arrangement);
  if (order.length < 2 || !order.includes(column)) return arrangement;
  return { ...arrangement, hidden: [...arrangement.hidden, column] };
}

export const showColumn = (arrangement: Arrangement, column: number): Arrangement => ({
  ...arrangement,
  hidden: arrangement.hidden.filter(each => each !== column),
});

/** Holds a column at the left, after those that are there already; or lets it go back to its place. */
export function freezeColumn(arrangement: Arrangement, column: number, on: boolean): Arrangement {
  const others = arrangement.frozen.filter(each => each !== column);
  return { ...arrangement, frozen: on ? [...others, column] : others };
}

/**
 * Changes places with the next column that shows at the left (-1) or right (1). Frozen columns stay among themselves;
 * where there is no further column the arrangement comes back as it was.
 */
export function moveColumn(count: number, arrangement: Arrangement, column: number, by: -1 | 1): Arrangement {
  const { order } = shownColumns(count, arrangement);
  const neighbour = order[order.indexOf(column) + by];
  const frozen = isFrozen(arrangement, column);
  if (!order.includes(column) || neighbour === undefined || isFrozen(arrangement, neighbour) !== frozen)
    return arrangement;
  const exchanged = (columns: readonly number[]): number[] =>
    columns.map(each => (each === column ? neighbour : each === neighbour ? column : each));
  return frozen
    ? { ...arrangement, frozen: exchanged(arrangement.frozen) }
    : { ...arrangement, order: exchanged(arrangedColumns(count, { ...arrangement, frozen: [] })) };
}
