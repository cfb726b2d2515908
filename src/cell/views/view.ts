import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultFilter, SortKey, ViewStep } from '../../shared/rpc/results.ts';
import { withStored, type StoredResult } from '../store/reader.ts';
import { filterRows } from './filter.ts';
import { loadColumn, type LoadedColumn } from './load-column.ts';
import { sortRows } from './sort.ts';

export interface ViewRequest {
  resultId: string;
  sort: SortKey[];
  filters: ResultFilter[];
}

/** Hears how far a step is, from 0 to 1. */
export type OnStep = (step: ViewStep, share: number) => void;

/** Sorts and filters a whole stored result into a file of row numbers. The same request finds the same file again. */
export function makeView(
  cacheFolder: string,
  request: ViewRequest,
  onStep: OnStep = () => {},
): { view: string; rows: number; milliseconds: number } {
  const began = performance.now();
  const elapsed = (): number => Math.round(performance.now() - began);
  return withStored(cacheFolder, request.resultId, stored => {
    const view = nameOf(request, stored);
    const folder = join(stored.folder, 'views');
    const known = join(folder, `${view}.json`);
    if (existsSync(known)) {
      const { rows } = JSON.parse(readFileSync(known, 'utf8')) as { rows: number };
      return { view, rows, milliseconds: elapsed() };
    }
    const rows = selectRows(stored, request, sparingly(onStep));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, view);
    writeFileSync(`${file}.part`, new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), { mode: 0o600 });
    renameSync(`${file}.part`, file);
    writeFileSync(known, JSON.stringify({ rows: rows.length }), { mode: 0o600 });
    return { view, rows: rows.length, milliseconds: elapsed() };
  });
}

function selectRows(stored: StoredResult, { sort, filters }: ViewRequest, onStep: OnStep): Uint32Array {
  const loaded = new Map<number, LoadedColumn>();
  const load = (column: number): LoadedColumn => {
    const known = loaded.get(column) ?? loadColumn(stored, column, share => onStep('reading', share));
    loaded.set(column, known);
    return known;
  };
  const rows =
    filters.length === 0
      ? allRows(stored.rows)
      : filterRows(stored.rows, filters, load, stored.columns.length, share => onStep('filtering', share));
  for (const column of [...loaded.keys()]) if (!sort.some(key => key.column === column)) loaded.delete(column);
  sortRows(
    rows,
    sort.map(({ column, descending, nulls }) => ({ column: load(column), descending, nulls })),
    share => onStep('sorting', share),
  );
  return rows;
}

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) rows[i] = i;
  return rows;
}

const SAY_EVERY_MS = 100;

/** Not more often than a person can see. */
function sparingly(onStep: OnStep): OnStep {
  let said = performance.now();
  return (step, share) => {
    const now = performance.now();
    if (now - said < SAY_EVERY_MS) return;
    said = now;
    onStep(step, Math.max(0, Math.min(1, share)));
  };
}

/** A growing result gives a view of the rows that it has now. */
function nameOf({ sort, filters }: ViewRequest, stored: StoredResult): string {
  const text = JSON.stringify([sort, filters, stored.rows], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
