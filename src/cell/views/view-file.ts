import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import { rangesOf, type Range } from '../store/gather.ts';
import type { StoredResult } from '../store/reader.ts';

/** Where a view's row numbers are (Uint32), and how many. */
export interface ViewFile {
  path: string;
  rows: number;
}

/** Throws `not_found` for a view that was never made, or went with its result. */
export function viewFile(folder: string, view: string): ViewFile {
  const path = join(folder, 'views', view);
  if (!/^[0-9a-f]{32}$/.test(view) || !existsSync(`${path}.json`)) {
    throw new TracklakeError('not_found', 'this sorted or filtered view is no longer kept', { value: view });
  }
  return { path, ...(JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { rows: number }) };
}

/** Row numbers `from` to `to` (exclusive) of a view. */
export function viewRows({ path }: ViewFile, from: number, to: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(Math.max(0, to - from));
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(rows.buffer);
    for (let done = 0; done < bytes.length;) {
      const got = readSync(file, bytes, done, bytes.length - done, from * 4 + done);
      if (got === 0) throw new TracklakeError('corrupt', 'a view is shorter than it says', { file: path });
      done += got;
    }
  } finally {
    closeSync(file);
  }
  return rows;
}

/** The stored rows behind a window of a result, or of a view of it. */
export function rowsOfWindow(
  stored: StoredResult,
  view: string | null,
  from: number,
  count: number,
): { ranges: Range[]; rows: number; total: number } {
  const file = view === null ? null : viewFile(stored.folder, view);
  const total = file?.rows ?? stored.rows;
  const start = Math.min(from, total);
  const end = Math.min(start + count, total);
  const rows = end - start;
  if (file === null) return { ranges: rows === 0 ? [] : [{ from: start, to: end }], rows, total };
  return { ranges: rangesOf(viewRows(file, start, end)), rows, total };
}
