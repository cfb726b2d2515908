import { closeSync, openSync, readSync } from 'node:fs';
import { TracklakeError } from '../../../shared/errors.ts';
import { openGuarded } from './guarded-table.ts';
import { openSqliteTable, sqliteTables } from './sqlite-tables.ts';
import type { TableKind, TableSource } from './table-source.ts';
import { xlsxSheets } from './xlsx-sheets.ts';

/** What kind of table a file holds by its first bytes; undefined where it is text or compressed text. */
export function tableKindOf(path: string): TableKind | 'zip' | undefined {
  const head = firstBytes(path);
  if (head.startsWith('SQLite format 3\0')) return 'sqlite';
  if (head.startsWith('PAR1')) return 'parquet';
  if (head.startsWith('ARROW1') || head.startsWith('\xff\xff\xff\xff')) return 'arrow';
  return head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06') ? 'zip' : undefined;
}

/** Opens the table of a file, or one by its name where there are several (the first by default). */
export async function openTable(path: string, kind: TableKind, table?: string): Promise<TableSource> {
  switch (kind) {
    case 'parquet':
    case 'arrow':
      return openGuarded({ path, kind, table: '' });
    case 'sqlite':
      return openSqliteTable(path, table ?? firstOf(sqliteTables(path)));
    case 'xlsx':
      return openGuarded({ path, kind, table: table ?? firstOf(await xlsxSheets(path)) });
  }
}

function firstOf(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined) throw new TracklakeError('bad_input', 'there is no table in it');
  return first;
}

function firstBytes(path: string): string {
  const handle = openSync(path, 'r');
  try {
    const head = Buffer.alloc(16);
    return head.toString('latin1', 0, readSync(handle, head, 0, head.length, 0));
  } finally {
    closeSync(handle);
  }
}
