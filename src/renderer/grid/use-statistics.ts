import { useCallback, useRef, useState } from 'react';
import type { ColumnStatistics } from '../../shared/rpc/results.ts';
import { rpc } from '../rpc/client.ts';

/** Statistics of columns, each asked for once, when it is first looked at. */
export function useStatistics(resultId: string, view: string | undefined) {
  const key = `${resultId} ${view ?? ''}`;
  const [known, setKnown] = useState<{ key: string; columns: ReadonlyMap<number, ColumnStatistics> }>({
    key,
    columns: new Map(),
  });
  const asked = useRef({ key: '', columns: new Set<number>() });

  const ask = useCallback(
    (columns: readonly number[]) => {
      if (asked.current.key !== key) asked.current = { key, columns: new Set() };
      const fresh = columns.filter(column => !asked.current.columns.has(column));
      if (fresh.length === 0) return;
      for (const column of fresh) asked.current.columns.add(column);
      rpc.results
        .statistics({ resultId, view, columns: fresh })
        .then(answers =>
          setKnown(before => {
            const next = new Map(before.key === key ? before.columns : []);
            answers.forEach((answer, index) => next.set(fresh[index] ?? -1, answer));
            return { key, columns: next };
          }),
        )
        .catch(() => {
          for (const column of fresh) asked.current.columns.delete(column);
        });
    },
    [key, resultId, view],
  );
  return { statistics: known.key === key ? known.columns : NONE, ask };
}

const NONE: ReadonlyMap<number, ColumnStatistics> = new Map();
