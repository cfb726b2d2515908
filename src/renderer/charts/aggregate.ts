import type { Aggregate, ChartSpec, TimeGrain } from '../../shared/domain/notebook-chart.ts';
import { quoteIdentifier as quote } from '../../shared/domain/notebook-sql.ts';
import type { ChartField, QuerySource } from './chart.ts';

/** The most marks that a chart gets: more can't be told apart, and the browser stays quick. */
const MOST_MARKS = 5000;
/** Series beyond this many become "Other" (or are left out, where their values can't be added up). */
const MOST_SERIES = 10;

const AGGREGATE_SQL: Record<Exclude<Aggregate, 'none'>, (column: string) => string> = {
  sum: column => `sum(${column})`,
  avg: column => `avg(${column})`,
  count: column => `count(${column})`,
  distinct: column => `count(distinct ${column})`,
  min: column => `min(${column})`,
  max: column => `max(${column})`,
};

/** Rounds an ISO time or date down; weeks begin on Monday. */
function grainSql(column: string, grain: TimeGrain | undefined): string {
  switch (grain) {
    case undefined:
      return column;
    case 'day':
      return `substr(${column}, 1, 10)`;
    case 'week':
      return `date(substr(${column}, 1, 10), 'weekday 0', '-6 days')`;
    case 'month':
      return `substr(${column}, 1, 7)`;
    case 'quarter':
      return `substr(${column}, 1, 4) || '-Q' || ((cast(substr(${column}, 6, 2) as integer) + 2) / 3)`;
    case 'year':
      return `substr(${column}, 1, 4)`;
  }
}

const measureSql = (aggregate: Aggregate | undefined, column: string | undefined): string => {
  if (column === undefined) return 'count(*)';
  return AGGREGATE_SQL[aggregate === undefined || aggregate === 'none' ? 'sum' : aggregate](quote(column));
};

const whereSql = (source: QuerySource): string => (source.where === '' ? '' : `\n  where ${source.where}`);

const grainOf = (spec: ChartSpec, field: ChartField | undefined): TimeGrain | undefined =>
  field?.type === 'time' ? spec.grain : undefined;

/** The result's rows as they are: points. */
export function rawQuery(spec: ChartSpec, source: QuerySource): string {
  const columns = [
    ...(spec.x === undefined ? [] : [`${quote(spec.x)} as x`]),
    ...(spec.color === undefined ? [] : [`${quote(spec.color)} as color`]),
    ...(spec.size === undefined ? [] : [`${quote(spec.size)} as size`]),
    ...(spec.y ?? []).map((column, index) => `${quote(column)} as y${index}`),
  ];
  return `select ${columns.join(', ')}\nfrom {{result}}${whereSql(source)}\nlimit ${MOST_MARKS}`;
}

/**
 * One row for each x and color: measures aggregated, times rounded, the largest categories and series kept.
 * Rows come sorted as `spec.sort` says; times and numbers by x where it says nothing.
 */
export function groupedQuery(spec: ChartSpec, source: QuerySource): string {
  if (spec.aggregate === 'none') return orderedRaw(spec, source);
  const xField = source.fields.find(field => field.name === spec.x);
  const x = spec.x === undefined ? `''` : grainSql(quote(spec.x), grainOf(spec, xField));
  const measures = spec.y === undefined || spec.y.length === 0 ? [undefined] : spec.y;
  const ys = measures.map((column, index) => `${measureSql(spec.aggregate, column)} as y${index}`).join(', ');
  const colored = spec.color !== undefined;
  const color = colored ? colorSql(spec) : undefined;
  const steps = [
    ...(colored ? [`series as (\n  ${seriesSql(spec, source)}\n)`] : []),
    `grouped as (\n  select ${x} as x${color === undefined ? '' : `, ${color} as color`}, ${ys}\n  from {{result}}${whereSql(source)}\n  group by 1${colored ? ', 2' : ''}\n)`,
    ...(spec.limit === undefined
      ? []
      : [`kept as (select x from grouped group by 1 order by sum(y0) desc limit ${spec.limit})`]),
  ];
  const conditions = [
    ...(colored ? ['color is not null'] : []),
    ...(spec.limit === undefined ? [] : ['x in (select x from kept)']),
  ];
  const where = conditions.length === 0 ? '' : `\nwhere ${conditions.join(' and ')}`;
  return `with ${steps.join(',\n')}\nselect * from grouped${where}\norder by ${orderSql(spec, xField, colored)}\nlimit ${MOST_MARKS}`;
}

function orderedRaw(spec: ChartSpec, source: QuerySource): string {
  const xField = source.fields.find(field => field.name === spec.x);
  const sort = spec.sort ?? (xField?.type === 'category' ? 'none' : 'x');
  const order = sort === 'none' ? '' : `order by ${sort === 'x' ? 'x' : 'y0 desc'}\n`;
  return rawQuery(spec, source).replace(/limit (\d+)$/, `${order}limit ${spec.limit ?? MOST_MARKS}`);
}

const adds = (spec: ChartSpec): boolean =>
  spec.aggregate === undefined || spec.aggregate === 'sum' || spec.aggregate === 'count';

/** The series that get a color of their own, largest first. */
function seriesSql(spec: ChartSpec, source: QuerySource): string {
  const measure = adds(spec) ? measureSql(spec.aggregate, spec.y?.[0]) : 'count(*)';
  const color = quote(spec.color ?? '');
  return `select ${color} as name from {{result}}${whereSql(source)} group by 1 order by ${measure} desc limit ${MOST_SERIES}`;
}

/** Small series are put together where adding them up means something; else they are null, and left out. */
function colorSql(spec: ChartSpec): string {
  const color = `coalesce(cast(${quote(spec.color ?? '')} as text), '(empty)')`;
  return `case when ${quote(spec.color ?? '')} in (select name from series) or ${quote(spec.color ?? '')} is null then ${color}${adds(spec) ? ` else 'Other'` : ''} end`;
}

function orderSql(spec: ChartSpec, xField: ChartField | undefined, colored: boolean): string {
  const byX = xField !== undefined && xField.type !== 'category';
  const sort = spec.sort ?? (byX ? 'x' : 'value');
  if (sort === 'none') return '1';
  if (sort === 'x') return colored ? 'x, color' : 'x';
  return colored ? 'sum(y0) over (partition by x) desc, x, y0 desc' : 'y0 desc';
}

/** Equal bins between the smallest and the largest value: x is a bin's lower edge, size its width, y0 how many rows. */
export function histogramQuery(spec: ChartSpec, source: QuerySource): string {
  const column = quote(spec.x ?? '');
  const bins = spec.bins ?? 30;
  const color = spec.color === undefined ? '' : `, ${colorSql({ ...spec, aggregate: 'count' })} as color`;
  const series =
    spec.color === undefined
      ? ''
      : `series as (\n  ${seriesSql({ ...spec, aggregate: 'count', y: undefined }, source)}\n),\n`;
  const value = `${whereSql(source)}${source.where === '' ? '\n  where' : ' and'} typeof(${column}) in ('integer', 'real')`;
  return `with ${series}bounds as (
  select min(${column}) * 1.0 as low_edge, max(max(${column}) * 1.0 - min(${column}), 1e-12) / ${bins} as bin_width
  from {{result}}${value}
),
binned as (
  select min(cast((${column} - low_edge) / bin_width as integer), ${bins - 1}) as bin${color}, low_edge, bin_width
  from {{result}}, bounds${value}
)
select low_edge + bin * bin_width as x, bin_width as size${color === '' ? '' : ', color'}, count(*) as y0
from binned
group by bin${color === '' ? '' : ', color'}
order by bin`;
}

/** Five numbers for each category: whiskers at the 5th and 95th percentile, quartiles and median. */
export function boxQuery(spec: ChartSpec, source: QuerySource): string {
  const value = quote(spec.y?.[0] ?? '');
  const x = spec.x === undefined ? `''` : quote(spec.x);
  const where = `${whereSql(source)}${source.where === '' ? '\n  where' : ' and'} typeof(${value}) in ('integer', 'real')`;
  const at = (share: number): string => `min(case when share >= ${share} then value end)`;
  return `with ranked as (
  select ${x} as x, ${value} as value, cume_dist() over (partition by ${x} order by ${value}) as share
  from {{result}}${where}
)
select x, ${at(0.05)} as y0, ${at(0.25)} as y1, ${at(0.5)} as y2, ${at(0.75)} as y3, ${at(0.95)} as y4, count(*) as size
from ranked
group by x
order by ${spec.sort === 'x' ? 'x' : 'y2 desc'}
limit ${spec.limit ?? 40}`;
}

/** Ranks within each x by the measure: y0 is the rank, size the measure. Only series that ever reach the top stay. */
export function rankQuery(spec: ChartSpec, source: QuerySource): string {
  const xField = source.fields.find(field => field.name === spec.x);
  const x = grainSql(quote(spec.x ?? ''), grainOf(spec, xField));
  const measure = measureSql(spec.aggregate, spec.y?.[0]);
  const top = Math.min(spec.limit ?? 10, 20);
  return `with grouped as (
  select ${x} as x, ${quote(spec.color ?? '')} as color, ${measure} as measure
  from {{result}}${whereSql(source)}
  group by 1, 2
),
ranked as (
  select x, color, measure, row_number() over (partition by x order by measure desc, color) as place
  from grouped
),
shown as (
  select color from ranked where place <= ${top} group by color order by count(*) desc, min(place) limit ${top * 2}
)
select x, color, place as y0, measure as size
from ranked
where place <= ${top} and color in (select color from shown)
order by x, place
limit ${MOST_MARKS}`;
}

/** Two categories and a measure, without bringing small ones together: heat maps, flows, trees. */
export function pairQuery(spec: ChartSpec, source: QuerySource): string {
  const field = (name: string | undefined) => source.fields.find(each => each.name === name);
  const part = (name: string | undefined): string =>
    name === undefined ? `''` : grainSql(quote(name), grainOf(spec, field(name)));
  const colored = spec.color !== undefined;
  return `select ${part(spec.x)} as x${colored ? `, ${part(spec.color)} as color` : ''}, ${measureSql(spec.aggregate, spec.y?.[0])} as y0
from {{result}}${whereSql(source)}
group by 1${colored ? ', 2' : ''}
order by ${spec.sort === 'x' ? 'x' : 'y0 desc'}
limit ${spec.limit ?? MOST_MARKS}`;
}
