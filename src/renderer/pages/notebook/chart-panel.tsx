import { useMemo, useState, type ReactNode } from 'react';
import type { ChartSpec } from '../../../shared/domain/notebook-chart.ts';
import type { ChartInput } from '../../charts/chart.ts';
import { fieldOf } from '../../charts/chart.ts';
import type { Narrowing } from '../../charts/chart-query.ts';
import { ChartView, type Picked } from '../../charts/chart-view.tsx';
import { SMALL_MULTIPLES_HEIGHT } from '../../charts/kinds/small-multiples.ts';
import { chartKind } from '../../charts/registry.ts';
import { readChartTheme } from '../../charts/theme.ts';
import { formatValue, type CellValue } from '../../grid/format.ts';
import { download } from '../../grid/export-result.ts';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { HeldBack } from '../../ui/held-back.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Skeleton } from '../../ui/states.tsx';
import type { CellResult } from './cell-run.ts';
import { useReading, useSession } from './context.ts';
import { EncodingShelf } from './encoding-shelf.tsx';
import { useChartData } from './use-chart-data.ts';

export interface ChartPanelProps {
  cellId: string;
  result: CellResult;
  spec: ChartSpec;
  onSpec: (spec: ChartSpec) => void;
  /** For what stands beside the title: a way back to the table. */
  actions?: ReactNode;
}

const EXPORT_WIDTH = 960;

/** A chart over a stored result, with its shelf, its brush, and the choices of the other charts applied. */
export function ChartPanel({ cellId, result, spec, onSpec, actions }: ChartPanelProps) {
  const session = useSession();
  const reading = useReading();
  const picks = useStore(session.picks);
  const others = useMemo(
    () => picks.filter(pick => pick.cellId !== cellId).map(pick => pick.narrowing),
    [picks, cellId],
  );
  const fields = result.columns.map(fieldOf);
  const applied = others.filter(each => fields.some(field => field.name === each.column));
  const data = useChartData(cellId, result, spec, applied);
  const [brushing, setBrushing] = useState(false);
  const [shelf, setShelf] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const kind = chartKind(spec.kind);
  const height = chartHeight(spec, data.kind === 'ready' ? data.input.rows.length : 0);
  const title = spec.title ?? describe(spec);
  const own = picks.find(pick => pick.cellId === cellId);
  const pick = (picked: Picked) => session.pick(cellId, narrowingOf(spec, picked));
  const input = data.kind === 'ready' ? data.input : data.kind === 'loading' ? data.before : null;

  return (
    <figure className="nb-chart" data-cell-chart={spec.kind} data-busy={data.kind === 'loading' || undefined}>
      <figcaption className="nb-chart-head">
        <span className="nb-chart-title truncate">{title}</span>
        {applied.length > 0 && <span className="nb-chart-note">narrowed</span>}
        <HeldBack reads={result.reads} />
        <span className="nb-gap" />
        <span className="nb-quiet">
          {own !== undefined && (
            <IconButton
              icon="undo"
              label="Take the selection back"
              size="small"
              onPress={() => session.pick(cellId, null)}
            />
          )}
          {kind.brush === 'x' && (
            <IconButton
              icon="filter"
              label="Select a stretch"
              size="small"
              aria-pressed={brushing}
              onPress={() => setBrushing(on => !on)}
            />
          )}
          <IconButton
            icon="table"
            label={asTable ? 'Show the chart' : 'Show as table'}
            size="small"
            aria-pressed={asTable}
            onPress={() => setAsTable(on => !on)}
          />
          <Menu label="Export chart" trigger={<IconButton icon="download" label="Export chart" size="small" />}>
            <MenuItem
              label="PNG"
              isDisabled={input === null}
              onAction={() => input !== null && void exportPng(input, title, height)}
            />
            <MenuItem
              label="SVG"
              isDisabled={input === null}
              onAction={() => input !== null && void exportSvg(input, title, height)}
            />
          </Menu>
          {!reading && (
            <IconButton
              icon="edit"
              label="Chart settings"
              size="small"
              aria-pressed={shelf}
              onPress={() => setShelf(on => !on)}
            />
          )}
          {actions}
        </span>
      </figcaption>
      {shelf && !reading && <EncodingShelf spec={spec} fields={fields} onChange={onSpec} />}
      {data.kind === 'incomplete' && <p className="nb-message">To draw this, {data.what}.</p>}
      {data.kind === 'failed' && (
        <p className="nb-message" data-tone="error" role="alert">
          {data.message}
        </p>
      )}
      {input !== null && input.rows.length === 0 && <p className="nb-message">No rows to draw.</p>}
      {input === null && (data.kind === 'loading' || data.kind === 'waiting') && <Skeleton height={height} />}
      {input !== null && input.rows.length > 0 && asTable && <ChartTable input={input} />}
      {input !== null && input.rows.length > 0 && !asTable && (
        <ChartView input={input} label={`${kind.title}: ${title}`} height={height} brushing={brushing} onPick={pick} />
      )}
    </figure>
  );
}

export function chartHeight(spec: ChartSpec, rows: number): number {
  switch (spec.kind) {
    case 'horizontal-bar':
      return Math.max(120, Math.min(640, 48 + rows * 24));
    case 'calendar':
      return 200;
    case 'bump':
      return Math.max(240, 60 + Math.min(20, spec.limit ?? 10) * 24);
    case 'kpi':
      return 72;
    case 'heat-map':
      return 320;
    case 'small-multiples':
      return SMALL_MULTIPLES_HEIGHT;
    default:
      return 300;
  }
}

function describe(spec: ChartSpec): string {
  const what = spec.y?.join(', ') ?? (spec.kind === 'histogram' ? (spec.x ?? '') : 'rows');
  const by = spec.kind === 'histogram' ? undefined : spec.x;
  return [what, by === undefined ? '' : `by ${by}`, spec.color === undefined ? '' : `and ${spec.color}`]
    .filter(part => part !== '')
    .join(' ');
}

function narrowingOf(spec: ChartSpec, picked: Picked): Narrowing | null {
  const column = picked.channel === 'x' ? spec.x : spec.color;
  if (column === undefined) return null;
  return picked.kind === 'value'
    ? { column, kind: 'value', value: picked.value }
    : { column, kind: 'range', from: picked.from, to: picked.to };
}

/** The numbers of the chart, for reading and for screen readers. */
function ChartTable({ input }: { input: Omit<ChartInput, 'theme'> }) {
  const { fields, rows } = input;
  const columns = [
    ...(fields.x === undefined ? [] : [{ key: 'x', field: fields.x }]),
    ...(fields.color === undefined ? [] : [{ key: 'color', field: fields.color }]),
    ...fields.y.map((field, index) => ({ key: `y${index}`, field })),
    ...(fields.size === undefined ? [] : [{ key: 'size', field: fields.size }]),
    ...(fields.y.length === 0
      ? [{ key: 'y0', field: { name: 'rows', semantic: 'integer' as const, type: 'number' as const } }]
      : []),
  ];
  return (
    <div className="nb-table-scroll" tabIndex={0} role="region" aria-label="Numbers of the chart">
      <table className="nb-table">
        <thead>
          <tr>
            {columns.map(({ key, field }) => (
              <th key={key} data-right={field.type === 'number' || undefined}>
                {field.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 500).map((row, index) => (
            <tr key={index}>
              {columns.map(({ key, field }) => (
                <td key={key} data-right={field.type === 'number' || undefined}>
                  {formatValue((row[key] ?? null) as CellValue, field.semantic)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const optionOf = (input: Omit<ChartInput, 'theme'>) =>
  chartKind(input.spec.kind).option({ ...input, theme: readChartTheme() });

async function exportSvg(input: Omit<ChartInput, 'theme'>, title: string, height: number): Promise<void> {
  const { chartSvg } = await import('../../charts/draw.ts');
  const svg = chartSvg(optionOf(input), EXPORT_WIDTH, height);
  downloadBlob(new Blob([svg], { type: 'image/svg+xml' }), `${fileName(title)}.svg`);
}

async function exportPng(input: Omit<ChartInput, 'theme'>, title: string, height: number): Promise<void> {
  const { chartPng } = await import('../../charts/draw.ts');
  const url = await chartPng(optionOf(input), EXPORT_WIDTH, height, readChartTheme().surface);
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), char => char.charCodeAt(0));
  downloadBlob(new Blob([bytes], { type: 'image/png' }), `${fileName(title)}.png`);
}

export function downloadBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  download(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const fileName = (title: string): string =>
  title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase() || 'chart';
