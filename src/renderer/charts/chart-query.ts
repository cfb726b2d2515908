import type { ChartSpec } from '../../shared/domain/notebook-chart.ts';
import { quoteIdentifier } from '../../shared/domain/notebook-sql.ts';
import type { Param } from '../../shared/rpc/cells.ts';
import { channelColumns, chartKind } from './registry.ts';
import type { ChartField, ChartInput, ChartRow, ChartValue } from './chart.ts';

/** A choice made in one chart that narrows the others: values are bound, never spliced. */
export type Narrowing =
  | { column: string; kind: 'value'; value: string }
  | { column: string; kind: 'range'; from: number | string; to: number | string };

export interface ChartQuery {
  sql: string;
  params: Record<string, Param>;
}

/** SQL over `{{result}}` for a chart, narrowed by the choices that speak of columns which the result has. */
export function chartQuery(
  spec: ChartSpec,
  fields: readonly ChartField[],
  narrowings: readonly Narrowing[],
): ChartQuery {
  const params: Record<string, Param> = {};
  const conditions = narrowings
    .filter(each => fields.some(field => field.name === each.column))
    .map((each, index) => {
      const column = quoteIdentifier(each.column);
      if (each.kind === 'value') {
        params[`pick_${index}`] = each.value;
        return each.value === '(empty)'
          ? `${column} is null and :pick_${index} is not null`
          : `cast(${column} as text) = :pick_${index}`;
      }
      params[`from_${index}`] = each.from;
      params[`to_${index}`] = each.to;
      return `${column} between :from_${index} and :to_${index}`;
    });
  return { sql: chartKind(spec.kind).query(spec, { fields, where: conditions.join(' and ') }), params };
}

/** What the query gave, as the chart wants it. Names come from the statement: x, color, size, y0, … */
export function chartInput(
  spec: ChartSpec,
  fields: readonly ChartField[],
  names: readonly string[],
  rows: readonly (readonly unknown[])[],
): Omit<ChartInput, 'theme'> {
  const field = (name: string | undefined): ChartField | undefined => fields.find(each => each.name === name);
  return {
    spec,
    rows: rows.map(row => Object.fromEntries(names.map((name, index) => [name, chartValue(row[index])])) as ChartRow),
    fields: {
      x: field(spec.x),
      color: field(spec.color),
      size: field(spec.size),
      y: channelColumns(spec, 'y')
        .map(field)
        .filter(each => each !== undefined),
    },
  };
}

function chartValue(value: unknown): ChartValue {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
