import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnKind, ResultColumn } from '../../shared/rpc/results.ts';
import type { BlockColumn, SqlValue } from './block-column.ts';
import { encodeChunk } from './encode.ts';
import { widen, type BatchEntry, type ChunkEntry, type StoredMeta } from './format.ts';

/** Writes a result as it comes. Synchronous: it runs inside SQLite's call of an aggregate function. */
export interface StoreWriter {
  readonly rows: number;
  readonly bytes: number;
  /** True when a column's kind changed. */
  append(block: readonly BlockColumn[], count: number): boolean;
  columns(): ResultColumn[];
  /** Begins again from the first row: the statement has to be read in another way. */
  restart(): void;
  end(state: StoredMeta['state']): void;
}

export type ColumnOrigin = Pick<ResultColumn, 'name' | 'declaredType' | 'relation' | 'column'>;

export function createStore(
  folder: string,
  about: Pick<StoredMeta, 'resultId' | 'sql' | 'snapshotId' | 'createdAt'>,
  origins: readonly ColumnOrigin[],
  semanticOf: (origin: ColumnOrigin, kind: ColumnKind, first: readonly SqlValue[]) => ResultColumn['semantic'],
): StoreWriter {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let data = openSync(join(folder, 'data'), 'w', 0o600);
  let index = openSync(join(folder, 'batches.jsonl'), 'w', 0o600);
  let rows = 0;
  let bytes = 0;
  let columns = origins.map(origin => freshColumn(origin));
  const big = origins.map(() => false);
  saveMeta(folder, { ...about, state: 'running', columns, rows: 0, bytes: 0, keep: false });

  function appendChunk(column: BlockColumn, parts: Uint8Array[]): ChunkEntry {
    const { entry, parts: own, bytes: size } = encodeChunk(column);
    parts.push(...own);
    const base = bytes;
    bytes += size;
    const moved = (at: number): number => (at < 0 ? at : at + base);
    return { ...entry, valid: moved(entry.valid), values: moved(entry.values), data: moved(entry.data) };
  }

  /** Widens the columns' kinds; true when one changed. */
  function learn(entries: readonly ChunkEntry[], block: readonly BlockColumn[]): boolean {
    let changed = false;
    columns = columns.map((column, i) => {
      const chunk = entries[i];
      if (chunk === undefined) return column;
      big[i] ||= chunk.k === 'I';
      const kind = widen(column.kind, chunk.k, big[i] === true);
      const nullable = column.nullable || chunk.k === 'n' || chunk.valid >= 0;
      if (kind === column.kind && nullable === column.nullable) return column;
      changed ||= kind !== column.kind;
      const origin = origins[i] ?? column;
      const head = kind === column.kind ? [] : (block[i]?.values(100) ?? []);
      return {
        ...column,
        kind,
        nullable,
        semantic: kind === column.kind ? column.semantic : semanticOf(origin, kind, head),
      };
    });
    return changed;
  }

  return {
    get rows() {
      return rows;
    },
    get bytes() {
      return bytes;
    },
    append(block, count) {
      const parts: Uint8Array[] = [];
      const entries = block.map(column => appendChunk(column, parts));
      writeAll(data, parts);
      const changed = learn(entries, block);
      writeSync(index, `${JSON.stringify({ from: rows, rows: count, columns: entries } satisfies BatchEntry)}\n`);
      rows += count;
      return changed;
    },
    columns: () => columns,
    restart() {
      closeSync(data);
      closeSync(index);
      data = openSync(join(folder, 'data'), 'w', 0o600);
      index = openSync(join(folder, 'batches.jsonl'), 'w', 0o600);
      rows = 0;
      bytes = 0;
      columns = origins.map(freshColumn);
    },
    end(state) {
      closeSync(data);
      closeSync(index);
      saveMeta(folder, { ...about, state, columns, rows, bytes, keep: false });
    },
  };
}

const freshColumn = (origin: ColumnOrigin): ResultColumn => ({
  ...origin,
  kind: 'null',
  semantic: 'null',
  nullable: false,
});

/** `writev` may write less than it was given. */
function writeAll(file: number, parts: readonly Uint8Array[]): void {
  const wanted = parts.reduce((sum, part) => sum + part.length, 0);
  if (wanted === 0) return;
  const filled = parts.filter(part => part.length > 0);
  const written = filled.length <= 1000 ? writevSync(file, filled) : 0;
  if (written === wanted) return;
  const whole = Buffer.concat(filled);
  for (let at = written; at < wanted;) at += writeSync(file, whole, at, wanted - at);
}

export function saveMeta(folder: string, meta: StoredMeta): void {
  const file = join(folder, 'meta.json');
  writeFileSync(`${file}.part`, JSON.stringify(meta), { mode: 0o600 });
  renameSync(`${file}.part`, file);
}
