import type { ChartSpec } from './notebook-chart.ts';

/** A notebook as a person edits it. Outputs are no part of it. */
export interface Notebook {
  title: string;
  cells: Cell[];
}

export type Cell = SqlCell | TextCell | ChartCell | InputCell | KpiCell;
export type CellKind = Cell['kind'];

interface CellBase {
  /** Unique in its notebook; lower-case letters, digits, `-` and `_`. Stays when the cell moves. */
  id: string;
  /** Shown as one line. */
  collapsed: boolean;
  /** Columns of the reading view's twelve that the cell takes. */
  span: Span;
}

export const SPANS = [3, 4, 6, 8, 9, 12] as const;
export type Span = (typeof SPANS)[number];

export interface SqlCell extends CellBase {
  kind: 'sql';
  /** What other cells call its result: `{{name}}`. Empty where nobody reads it. */
  name: string;
  source: string;
  /** How its result is drawn, once somebody flipped it to a chart. */
  chart: ChartSpec | null;
  view: 'table' | 'chart';
}

export interface TextCell extends CellBase {
  kind: 'text';
  /** Markdown; raw HTML in it is shown as text. */
  source: string;
}

export interface ChartCell extends CellBase {
  kind: 'chart';
  /** The name of the SQL cell whose result it draws. */
  of: string;
  chart: ChartSpec;
}

export const INPUT_TYPES = ['text', 'number', 'date', 'choice', 'toggle'] as const;
export type InputType = (typeof INPUT_TYPES)[number];
export type InputValue = string | number | null;

/** A typed value that SQL cells bind as `:name`; it is never spliced into their text. */
export interface InputCell extends CellBase {
  kind: 'input';
  name: string;
  label: string;
  type: InputType;
  value: InputValue;
  /** What a choice offers: written out, or the first column of the cell named by `optionsOf`. */
  options: InputValue[];
  optionsOf: string;
  min: number | null;
  max: number | null;
  step: number | null;
}

export const KPI_FORMATS = ['number', 'compact', 'percent', 'duration', 'text'] as const;
export type KpiFormat = (typeof KPI_FORMATS)[number];

/** One number of a cell's result, with the one it is compared to and its history. */
export interface KpiCell extends CellBase {
  kind: 'kpi';
  of: string;
  label: string;
  /** Column of the first row (of the last one, where `spark` gives an order). */
  value: string;
  /** Column to compare with; empty for none. */
  compare: string;
  /** Column that orders the sparkline; empty for none. */
  spark: string;
  format: KpiFormat;
  /** Which direction is good news. */
  better: 'up' | 'down' | 'neither';
}

/** What a cell calls the result it stands for, if it has a name. */
export const cellName = (cell: Cell): string => (cell.kind === 'sql' || cell.kind === 'input' ? cell.name : '');

/** Names are SQL identifiers that need no quotes. */
export const NAME_PATTERN = /^[a-z_][a-z0-9_]*$/;
export const ID_PATTERN = /^[a-z0-9][a-z0-9_-]*$/;

/** A new cell of a kind, with an id that the notebook does not have yet. */
export function newCell(kind: CellKind, taken: Iterable<string>, random: () => number = Math.random): Cell {
  const base = { id: freshId(new Set(taken), random), collapsed: false, span: 12 as Span };
  switch (kind) {
    case 'sql':
      return { ...base, kind, name: '', source: '', chart: null, view: 'table' };
    case 'text':
      return { ...base, kind, source: '' };
    case 'chart':
      return { ...base, kind, of: '', chart: { kind: 'bar' } };
    case 'input':
      return {
        ...base,
        ...{ kind, name: 'value', label: '', type: 'text', value: '', options: [], optionsOf: '' },
        ...{ min: null, max: null, step: null },
      };
    case 'kpi':
      return {
        ...base,
        ...{ kind, of: '', label: '', value: '', compare: '', spark: '', format: 'number', better: 'up', span: 3 },
      };
  }
}

export function freshId(taken: ReadonlySet<string>, random: () => number = Math.random): string {
  for (;;) {
    const id = Array.from({ length: 6 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
    if (!taken.has(id)) return id;
  }
}

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
