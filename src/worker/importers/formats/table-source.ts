import type { SourceObject } from '../load/object-records.ts';

export const TABLE_KINDS = ['parquet', 'arrow', 'sqlite', 'xlsx'] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

/** A table with named and typed columns in some binary file, read a batch at a time. */
export interface TableSource {
  readonly fields: readonly string[];
  /**
   * The next rows, or undefined after the last. They are made while they are gone through, once, before the next call:
   * objects that live for one row only cost little memory.
   */
  next(): Promise<Iterable<TableRow> | undefined>;
  /** How far it is read, and how far it goes, in whatever unit the format can tell. */
  readonly position: number;
  readonly size: number;
  close(): void | Promise<void>;
}

export interface TableRow {
  /** From 1; a sheet's own row numbers. */
  number: number;
  object: SourceObject;
}

/** Rows of a batch, which are one transaction. */
export const BATCH_ROWS = 25_000;
