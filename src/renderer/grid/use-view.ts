import { useEffect, useState } from 'react';
import type { ResultFilter, SortKey } from '../../shared/rpc/results.ts';
import { rpc } from '../rpc/client.ts';
import { problemOf } from '../rpc/problem.ts';

/** The order and choice of rows that the grid shows: of the whole result, made where the result is. */
export type View =
  | { kind: 'whole' }
  | { kind: 'making' }
  | { kind: 'made'; id: string; rows: number; milliseconds: number }
  | { kind: 'failed'; message: string };

/** Keeps a view of the result for a sort and filters. Until a new one is made the old one stays on the screen. */
export function useView(resultId: string, sort: readonly SortKey[], filters: readonly ResultFilter[], ready: boolean) {
  const [made, setMade] = useState<{ key: string; view: View }>({ key: '', view: { kind: 'whole' } });
  const wanted = sort.length > 0 || filters.length > 0;
  const key = wanted
    ? JSON.stringify([resultId, sort, filters], (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}n` : value,
      )
    : '';

  useEffect(() => {
    if (key === '' || !ready) return;
    const controller = new AbortController();
    rpc.results
      .view({ resultId, sort: [...sort], filters: [...filters] }, { signal: controller.signal })
      .then(({ view, rows, milliseconds }) => setMade({ key, view: { kind: 'made', id: view, rows, milliseconds } }))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setMade({ key, view: { kind: 'failed', message: problemOf(error).message } });
      });
    return () => controller.abort();
    // the key says everything that the request says
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, ready]);

  const view: View = key === '' ? { kind: 'whole' } : made.key === key ? made.view : { kind: 'making' };
  return { view, shown: made };
}
