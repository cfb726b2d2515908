import { useCallback, useMemo } from 'react';
import type { ResultColumn } from '../../shared/rpc/results.ts';
import { createStore, useStore } from '../state/store.ts';
import { AS_IT_CAME, shownColumns, type Arrangement } from './arrangement.ts';

const MOST_KEPT = 200;
const kept = createStore<ReadonlyMap<string, Arrangement>>(new Map());

/** A column that is on the screen, and its index in the result. */
export interface ShownColumn {
  readonly index: number;
  readonly column: ResultColumn;
}

/**
 * The arrangement of columns, kept until the window closes: a cell that runs again and gives the same columns shows them
 * as they were arranged.
 */
export function useArrangement(keptAs: string, columns: readonly ResultColumn[]) {
  const key = useMemo(() => JSON.stringify([keptAs, columns.map(column => column.name)]), [keptAs, columns]);
  const arrangement = useStore(kept).get(key) ?? AS_IT_CAME;
  const arrange = useCallback(
    (next: Arrangement) => {
      const others = [...kept.get()].filter(([other]) => other !== key);
      kept.set(new Map([...others.slice(1 - MOST_KEPT), [key, next]]));
    },
    [key],
  );
  const { shown, frozen } = useMemo(() => {
    const { order, frozen } = shownColumns(columns.length, arrangement);
    return { shown: order.flatMap(index => shownColumn(columns, index)), frozen };
  }, [columns, arrangement]);
  return { arrangement, arrange, shown, frozen };
}

function shownColumn(columns: readonly ResultColumn[], index: number): ShownColumn[] {
  const column = columns[index];
  return column === undefined ? [] : [{ index, column }];
}
