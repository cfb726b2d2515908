import type { SortKey } from '../../shared/rpc/results.ts';

/** Up, down, off; with `add` a further column sorts what the others leave equal. */
export function nextSort(before: readonly SortKey[], column: number, add: boolean): readonly SortKey[] {
  const known = before.find(key => key.column === column);
  const next: SortKey[] =
    known === undefined
      ? [{ column, descending: false, nulls: 'last' }]
      : known.descending
        ? []
        : [{ column, descending: true, nulls: 'last' }];
  if (!add) return next;
  if (known === undefined) return [...before, ...next];
  return before.flatMap(key => (key.column === column ? next : [key]));
}
