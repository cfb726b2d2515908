import { useEffect, useState } from 'react';
import type { ResultFilter, SortKey, ViewStep } from '../../shared/rpc/results.ts';
import { rpc } from '../rpc/client.ts';
import { problemOf } from '../rpc/problem.ts';

/** The order and choice of rows that the grid shows: of the whole result, made where the result is. */
export type View =
  | { kind: 'whole' }
  | { kind: 'making'; progress: ViewProgress | null }
  | { kind: 'made'; id: string; rows: number; milliseconds: number }
  | { kind: 'failed'; message: string };

/** How far the making is; null until something is known. */
export interface ViewProgress {
  step: ViewStep;
  share: number;
}

/** Keeps a view of the result for a sort and filters. Until a new one is made the old one stays on the screen. */
export function useView(resultId: string, sort: readonly SortKey[], filters: readonly ResultFilter[], ready: boolean) {
  const [made, setMade] = useState<{ key: string; view: View }>({ key: '', view: { kind: 'whole' } });
  const [progress, setProgress] = useState<(ViewProgress & { key: string }) | null>(null);
  const wanted = sort.length > 0 || filters.length > 0;
  const key = wanted
    ? JSON.stringify([resultId, sort, filters], (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}n` : value,
      )
    : '';

  useEffect(() => {
    if (key === '' || !ready) return;
    const controller = new AbortController();
    makeView({ resultId, sort: [...sort], filters: [...filters] }, controller.signal, now =>
      setProgress({ key, ...now }),
    )
      .then(view => setMade({ key, view }))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setMade({ key, view: { kind: 'failed', message: problemOf(error).message } });
      });
    return () => controller.abort();
    // the key says everything that the request says
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, ready]);

  const making: View = { kind: 'making', progress: progress?.key === key ? progress : null };
  const view: View = key === '' ? { kind: 'whole' } : made.key === key ? made.view : making;
  return { view, shown: made };
}

async function makeView(
  request: { resultId: string; sort: SortKey[]; filters: ResultFilter[] },
  signal: AbortSignal,
  onProgress: (progress: ViewProgress) => void,
): Promise<View> {
  for await (const event of await rpc.results.viewSteps(request, { signal })) {
    if (event.kind === 'made')
      return { kind: 'made', id: event.view, rows: event.rows, milliseconds: event.milliseconds };
    if (!signal.aborted) onProgress(event);
  }
  throw new Error('the connection ended before the rows were in order');
}
