/** Listening sessions, oldest first: `items` of session s lie in order at `starts[s]` … `starts[s + 1]`. */
export interface Sessions {
  readonly count: number;
  /** Items are 0 … items - 1. */
  readonly itemCount: number;
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** Sessions from arrays; `itemCount` may be larger than what occurs. */
export function sessionsOf(rows: readonly ArrayLike<number>[], itemCount?: number): Sessions {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, s) => (starts[s + 1] = (starts[s] ?? 0) + row.length));
  const items = new Int32Array(starts[rows.length] ?? 0);
  rows.forEach((row, s) => items.set(row, starts[s]));
  const largest = items.reduce((most, item) => Math.max(most, item), -1);
  return { count: rows.length, itemCount: Math.max(itemCount ?? 0, largest + 1), starts, items };
}

/** The sessions `from` … `to` (not included), with the same items. */
export function sliceSessions(sessions: Sessions, from: number, to: number): Sessions {
  const first = sessions.starts[from] ?? 0;
  const last = sessions.starts[to] ?? sessions.items.length;
  return {
    count: to - from,
    itemCount: sessions.itemCount,
    starts: sessions.starts.slice(from, to + 1).map(start => start - first),
    items: sessions.items.slice(first, last),
  };
}
