import { asText } from '../store/encode.ts';
import { batchOf, readSlice, withStored } from '../store/reader.ts';
import { valueAt } from '../store/values.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { ColumnKind } from '../../shared/rpc/results.ts';
import { rowsOfWindow } from './view-file.ts';

/** One value whole: text as it is, integers as text, a blob as base64. */
export function exactValue(
  cacheFolder: string,
  { resultId, view }: { resultId: string; view?: string },
  row: number,
  column: number,
): { kind: ColumnKind; text: string | null; bytes: number } {
  return withStored(cacheFolder, resultId, stored => {
    const { ranges } = rowsOfWindow(stored, view ?? null, row, 1);
    const at = ranges[0]?.from;
    const batch = at === undefined ? undefined : stored.batches[batchOf(stored.batches, at)];
    const chunk = batch?.columns[column];
    if (at === undefined || batch === undefined || chunk === undefined) {
      throw new TracklakeError('not_found', `there is no row ${row}, column ${column}`);
    }
    const value = valueAt(readSlice(stored, chunk, at - batch.from, at - batch.from + 1), 0);
    if (value === null) return { kind: 'null', text: null, bytes: 0 };
    if (value instanceof Uint8Array)
      return { kind: 'blob', text: Buffer.from(value).toString('base64'), bytes: value.length };
    const text = asText(value);
    const kind =
      typeof value === 'string' ? 'text' : typeof value === 'number' && !Number.isInteger(value) ? 'real' : 'integer';
    return { kind, text, bytes: Buffer.byteLength(text) };
  });
}
