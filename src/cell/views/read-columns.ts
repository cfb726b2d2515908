import type { ColumnStatistics } from '../../shared/rpc/results.ts';
import type { Answers } from '../messages.ts';
import { withStored, type StoredResult } from '../store/reader.ts';
import { gather } from '../store/gather.ts';
import { lowerText } from './filter.ts';
import { loadColumn } from './load-column.ts';
import { columnStatistics } from './statistics.ts';
import { rowsOfWindow, viewFile, viewRows } from './view-file.ts';

interface OfView {
  resultId: string;
  view?: string;
}

/** Statistics of columns over the whole result, or over a view of it. */
export function statisticsOf(
  cacheFolder: string,
  { resultId, view, columns }: OfView & { columns: number[] },
): ColumnStatistics[] {
  return withStored(cacheFolder, resultId, stored => {
    const rows = rowsOfView(stored, view);
    return columns.map(index => {
      const info = stored.columns[index];
      return columnStatistics(info?.name ?? '', info?.kind ?? 'null', loadColumn(stored, index), rows);
    });
  });
}

/** Null: all rows, in their order. */
function rowsOfView(stored: StoredResult, view: string | undefined): Uint32Array | null {
  if (view === undefined) return null;
  const file = viewFile(stored.folder, view);
  return viewRows(file, 0, file.rows);
}

/** Count, sum, average and extremes of a rectangle of cells. Text and blobs count as cells and as nothing else. */
export function aggregateRange(
  cacheFolder: string,
  { resultId, view, from, to, columns }: OfView & { from: number; to: number; columns: number[] },
): Answers['aggregate'] {
  return withStored(cacheFolder, resultId, stored => {
    const { ranges, rows } = rowsOfWindow(stored, view ?? null, from, to - from);
    const total = { cells: rows * columns.length, nulls: 0, numbers: 0, sum: 0, min: Infinity, max: -Infinity };
    for (const column of columns) {
      const { valid, bigs, numbers, kind } = gather(stored, column, ranges, 0);
      for (let i = 0; i < rows; i += 1) {
        if (kind === 'null' || (valid !== null && valid[i] === 0)) {
          total.nulls += 1;
          continue;
        }
        const values = bigs ?? numbers;
        if (values === null) continue;
        const value = Number(values[i]);
        total.numbers += 1;
        total.sum += value;
        total.min = Math.min(total.min, value);
        total.max = Math.max(total.max, value);
      }
    }
    const some = total.numbers > 0;
    return {
      ...total,
      sum: some ? total.sum : null,
      average: some ? total.sum / total.numbers : null,
      min: some ? total.min : null,
      max: some ? total.max : null,
    };
  });
}

/** The first cell at or after row `from` that holds a text, row by row. */
export function findText(
  cacheFolder: string,
  { resultId, view, text, from }: OfView & { text: string; from: number },
): Answers['find'] {
  return withStored(cacheFolder, resultId, stored => {
    const rows = rowsOfView(stored, view);
    const columns = stored.columns.map((_, i) => loadColumn(stored, i));
    const wanted = text.toLowerCase();
    for (let i = from; i < (rows?.length ?? stored.rows); i += 1) {
      const row = rows === null ? i : (rows[i] ?? 0);
      const column = columns.findIndex(each => each.valid?.[row] !== 0 && lowerText(each, row).includes(wanted));
      if (column >= 0) return { row: i, column };
    }
    return { row: null, column: null };
  });
}
