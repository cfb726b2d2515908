import { useEffect, useState } from 'react';
import { rpc } from '../rpc/client.ts';
import { cellsIn, type Range } from './selection.ts';

export interface SelectionSummary {
  cells: number;
  nulls: number;
  numbers: number;
  sum: number | null;
  average: number | null;
  min: number | null;
  max: number | null;
}

const PAUSE = 120;

/** What a selected range adds up to, over all of its rows; null for a single cell and until the answer comes. */
export function useSelectionSummary(
  resultId: string,
  view: string | undefined,
  range: Range | null,
  /** Indexes in the result of the columns in the range. */
  columns: readonly number[],
): SelectionSummary | null {
  const [answer, setAnswer] = useState<{ key: string; summary: SelectionSummary } | null>(null);
  const key = range === null || cellsIn(range) < 2 ? null : JSON.stringify([resultId, view, range, columns]);
  useEffect(() => {
    if (key === null || range === null) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      rpc.results
        .aggregate(
          { resultId, view, from: range.fromRow, to: range.toRow, columns: [...columns] },
          { signal: controller.signal },
        )
        .then(summary => setAnswer({ key, summary }))
        .catch(() => setAnswer(null));
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // the key holds the range and its columns
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return answer !== null && answer.key === key ? answer.summary : null;
}
