import type { TableKind } from './formats/table-source.ts';
import type { Mapping } from './mapping.ts';

/** What a bronze column can hold. */
export type BronzeValue = null | number | bigint | string;

/** How the text of a cell is read. `time` gives `2024-01-01T00:00:03Z`, `date` `2024-01-01`, `flag` 0 or 1. */
export const CELL_KINDS = ['id', 'integer', 'real', 'text', 'time', 'date', 'flag'] as const;
export type CellKind = (typeof CELL_KINDS)[number];

/** One bronze column and the source field that it comes from. */
export interface ColumnRule {
  to: string;
  /** A column's header, or a JSON path with dots. */
  from: string;
  kind: CellKind;
  /** Put before an id, to keep the ids of different sources apart: `hetrec:u`. Such ids are text. */
  prefix?: string;
  /** A row without it goes to quarantine. Not-null columns of the relation are required anyway. */
  required?: boolean;
}

/** Why a row is not loaded: `reason` is a fixed word to group by, `message` a sentence for a person. */
export interface Problem {
  reason: string;
  message: string;
  column?: string;
}

/** A row between reading and writing, in the hands of a plan's `finish`. */
export interface Draft {
  /** The value so far of a bronze column. */
  get(column: string): BronzeValue;
  /** Sets a column that the plan lists as computed (or maps). */
  set(column: string, value: BronzeValue): void;
  /** What the source said under a field's name; null where it is empty or missing. */
  source(field: string): unknown;
}

export type Encoding = 'utf-8' | 'latin-1' | 'utf-8 or latin-1';

/** Rows of cells between delimiters. Without a header row, `columns` names the fields by place. */
export interface DelimitedFormat {
  kind: 'delimited';
  delimiter: string;
  /** Double quotes enclose fields; off for sources that never quote. */
  quotes: boolean;
  columns: 'header' | readonly string[];
  encoding: Encoding;
  /** Lines that begin with it say something about the file, and are no rows. */
  comment?: '#';
}

/** One JSON object a line. */
export interface JsonLinesFormat {
  kind: 'json-lines';
}

/** One JSON array of objects; `under` is the key that holds it where the file is an object. Line numbers count records. */
export interface JsonArrayFormat {
  kind: 'json-array';
  under?: string;
}

/** A line names a user and then all items, with spaces between: a record is one pair, with fields `user` and `item`. */
export interface AdjacencyFormat {
  kind: 'adjacency';
}

/** A file of a kind that has tables: see `Sample.table`. */
export interface TableFormat {
  kind: 'table';
}

export type Format = DelimitedFormat | JsonLinesFormat | JsonArrayFormat | AdjacencyFormat | TableFormat;

/** How one file becomes rows of one bronze relation. */
export interface Plan {
  /** With its prefix: bronze_dim_users. */
  relation: string;
  format: Format;
  rules: readonly ColumnRule[];
  /** Bronze columns that `finish` sets. */
  computed?: readonly string[];
  /** Fields that are known and deliberately not kept, so that they don't go to `extra`. */
  ignore?: readonly string[];
  /** Whose plays they are, where the importer found that out beside the rows; kept for reading a row again. */
  user?: string;
  /** Sets computed columns and says what is wrong with a row beyond its cells' types. */
  finish?: (row: Draft) => Problem | undefined;
}

/** The beginning of a file, enough to tell what it is. */
export interface Sample {
  /** Without its folder and without `.gz`. */
  fileName: string;
  /** Up to 64 kB, decompressed, as UTF-8 (or latin-1 where it is not UTF-8), without a byte order mark. */
  text: string;
  /** Its first lines, without line ends; a last line that the sample cuts off is left out. */
  lines: readonly string[];
  /** Text of another file of the same export (`user.json`), from its folder, one of the two above it, or its archive. */
  beside(name: string): string | undefined;
  /** Set where the file is no text but holds a table; the text is empty then. */
  table?: { kind: TableKind; name: string; fields: readonly string[] };
}

/** One source that can be read. To add one: a file with one of these, a line in registry.ts, a sample in data/samples. */
export interface Importer {
  name: string;
  title: string;
  /** Grows when the same file would give other rows. */
  version: number;
  /** How sure this is its kind of file: 0 no, 1 certain. */
  detect(sample: Sample): number;
  /** How to read this file. Throws `bad_input` where it can't be read as this source. */
  plan(sample: Sample, options?: PlanOptions): Plan;
}

export interface PlanOptions {
  /** Which field becomes which column; for the importers that take any columns. */
  mapping?: Mapping;
  /** Whose plays they are, for exports that don't say so; it goes before what they say. */
  user?: string;
}
