import type { EChartsOption } from 'echarts';
import type { ChartKindName, ChartSpec } from '../../shared/domain/notebook-chart.ts';
import type { ResultColumn } from '../../shared/rpc/results.ts';
import type { ChartTheme } from './theme.ts';

export type ChartValue = string | number | null;

/** One mark before it is drawn. Channels are named as in the SQL of `chartQuery`: x, color, size, y0, y1, … */
export type ChartRow = Readonly<Record<string, ChartValue>>;

export type FieldType = 'category' | 'number' | 'time';

/** A column as a chart sees it. */
export interface ChartField {
  /** Its name in the result, and in the axis title. */
  name: string;
  type: FieldType;
  semantic: ResultColumn['semantic'];
}

export type ChannelName = 'x' | 'y' | 'color' | 'size';

export interface Channel {
  name: ChannelName;
  /** What it means for this kind: "Slice", "Category". */
  title: string;
  accepts: readonly FieldType[];
  required: boolean;
  many: boolean;
}

export interface ChartInput {
  spec: ChartSpec;
  rows: readonly ChartRow[];
  fields: { x?: ChartField; color?: ChartField; size?: ChartField; y: ChartField[] };
  theme: ChartTheme;
}

/** What the aggregation reads: a result's columns, and a condition that other charts' selections gave (or ''). */
export interface QuerySource {
  fields: readonly ChartField[];
  where: string;
}

/** One way of drawing rows. Pure: the same input gives the same option. */
export interface ChartKind {
  name: ChartKindName;
  title: string;
  channels: readonly Channel[];
  /** What a person can drag over: a stretch of x, a box, or nothing. */
  brush: 'x' | 'box' | 'none';
  /** Whether rows are put together by `aggregate` in the first place. */
  aggregates: boolean;
  /** How well the columns suit this kind and with which encoding; null where they don't. Higher is better. */
  guess(fields: readonly ChartField[]): { spec: ChartSpec; score: number } | null;
  /** SQL over `{{result}}` that gives this kind's rows. */
  query(spec: ChartSpec, source: QuerySource): string;
  option(input: ChartInput): EChartsOption;
}

export function fieldOf(column: ResultColumn): ChartField {
  return { name: column.name, semantic: column.semantic, type: fieldType(column) };
}

function fieldType(column: ResultColumn): FieldType {
  switch (column.semantic) {
    case 'date':
    case 'time':
      return 'time';
    case 'number':
    case 'integer':
    case 'duration_ms':
    case 'share':
      return 'number';
    case 'text':
      return /(?:^|_)(?:month|quarter|week|day)$/.test(column.name) ? 'time' : 'category';
    case 'id':
    case 'boolean':
    case 'blob':
    case 'null':
      return 'category';
  }
}

export const ofType = (fields: readonly ChartField[], ...types: FieldType[]): ChartField[] =>
  fields.filter(field => types.includes(field.type));
