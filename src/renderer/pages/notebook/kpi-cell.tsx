import { useEffect, useState } from 'react';
import type { KpiCell, KpiFormat } from '../../../shared/domain/notebook.ts';
import { KPI_FORMATS } from '../../../shared/domain/notebook.ts';
import { formatCompact, formatDuration, formatNumber, formatPercent, type CellValue } from '../../grid/format.ts';
import { sharedBlock } from '../../grid/result-rows.ts';
import { IconButton } from '../../ui/button.tsx';
import { PopoverButton } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { HeldBack } from '../../ui/held-back.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/states.tsx';
import type { CellResult } from './cell-run.ts';
import { SourceSelect } from './chart-cell.tsx';
import { useNamedResult, useReading, useSession } from './context.ts';

const MOST_POINTS = 400;

interface Figures {
  value: CellValue;
  before: CellValue;
  history: number[];
}

/** One number, how it changed, and its way there. */
export function KpiCellView({ cell }: { cell: KpiCell }) {
  const reading = useReading();
  const { result, run } = useNamedResult(cell.of);
  const { figures, current } = useFigures(cell, result);
  const label = cell.label === '' ? cell.value || 'Figure' : cell.label;
  return (
    <div className="nb-kpi" data-busy={(figures !== null && !current) || undefined}>
      <div className="nb-kpi-head">
        <span className="nb-kpi-label truncate">{label}</span>
        <HeldBack reads={result?.reads ?? []} />
        {!reading && <KpiSettings cell={cell} columns={result?.columns.map(column => column.name) ?? []} />}
      </div>
      {run?.kind === 'failed' ? (
        <p className="nb-message" data-tone="error">
          {run.failure.message}
        </p>
      ) : figures === null ? (
        <Skeleton height={34} width="60%" />
      ) : (
        <>
          <div className="nb-kpi-value number">{formatKpi(figures.value, cell.format)}</div>
          <Change cell={cell} figures={figures} />
          {figures.history.length > 1 && <Sparkline values={figures.history} />}
        </>
      )}
    </div>
  );
}

function Change({ cell, figures }: { cell: KpiCell; figures: Figures }) {
  const now = Number(figures.value);
  const before = Number(figures.before);
  if (
    figures.before === null ||
    figures.value === null ||
    !Number.isFinite(now) ||
    !Number.isFinite(before) ||
    before === 0
  ) {
    return <div className="nb-kpi-change faint">&nbsp;</div>;
  }
  const share = (now - before) / Math.abs(before);
  const good =
    cell.better === 'neither' || share === 0 ? 'neutral' : share > 0 === (cell.better === 'up') ? 'good' : 'bad';
  const points = cell.format === 'percent';
  const text = points ? `${((now - before) * 100).toFixed(1)} points` : formatPercent(share);
  return (
    <div className="nb-kpi-change number" data-good={good}>
      <Icon name={share < 0 ? 'arrowDown' : 'arrowUp'} size={12} label={share < 0 ? 'down' : 'up'} />
      {text.replace('-', '')} <span className="faint">from {formatKpi(figures.before, cell.format)}</span>
    </div>
  );
}

export function formatKpi(value: CellValue, format: KpiFormat): string {
  if (value === null) return '–';
  const number = Number(value);
  if (format === 'text' || !Number.isFinite(number)) return String(value);
  switch (format) {
    case 'number':
      return formatNumber(Number.isInteger(number) ? number : Math.round(number * 100) / 100);
    case 'compact':
      return formatCompact(Math.abs(number) < 100 ? number : Math.round(number));
    case 'percent':
      return formatPercent(number);
    case 'duration':
      return formatDuration(number);
  }
}

function Sparkline({ values }: { values: readonly number[] }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number) => (index / (values.length - 1)) * 100;
  const y = (value: number) => 26 - (high === low ? 12 : ((value - low) / (high - low)) * 24);
  const points = values.map((value, index) => `${x(index).toFixed(2)},${y(value).toFixed(2)}`).join(' ');
  return (
    <svg
      className="nb-spark"
      viewBox="0 0 100 28"
      preserveAspectRatio="none"
      role="img"
      aria-label={`history of ${values.length} values`}
    >
      <polygon points={`0,28 ${points} 100,28`} />
      <polyline points={points} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/**
 * The first row's value; with an order for the sparkline, the last one's, compared to the one before it. While those of a
 * new result are read, the ones of before stay.
 */
function useFigures(cell: KpiCell, result: CellResult | null): { figures: Figures | null; current: boolean } {
  const [answer, setAnswer] = useState<{ key: string; figures: Figures } | null>(null);
  const { value, compare, spark } = cell;
  const key = result === null || value === '' ? '' : JSON.stringify([result.resultId, value, compare, spark]);
  useEffect(() => {
    if (key === '' || result === null) return;
    const controller = new AbortController();
    const index = (name: string) => result.columns.findIndex(column => column.name === name);
    const from = spark === '' ? 0 : Math.max(0, result.rows - MOST_POINTS);
    sharedBlock(result.resultId, { from, rows: MOST_POINTS })
      .then(block => {
        const at = (row: number, column: number): CellValue =>
          column < 0 || row < 0 || row >= block.rows ? null : block.value(row, column);
        const rows = Array.from({ length: block.rows }, (_, row) => row);
        if (spark !== '')
          rows.sort((a, b) =>
            String(at(a, index(spark))).localeCompare(String(at(b, index(spark))), 'en', { numeric: true }),
          );
        const last = spark === '' ? 0 : (rows.at(-1) ?? -1);
        const before =
          compare !== '' ? at(last, index(compare)) : spark === '' ? null : at(rows.at(-2) ?? -1, index(value));
        const history = spark === '' ? [] : rows.map(row => Number(at(row, index(value)))).filter(Number.isFinite);
        if (!controller.signal.aborted) setAnswer({ key, figures: { value: at(last, index(value)), before, history } });
      })
      .catch(() => !controller.signal.aborted && setAnswer(null));
    return () => controller.abort();
    // the key holds what is read
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return { figures: key === '' ? null : (answer?.figures ?? null), current: answer?.key === key };
}

function KpiSettings({ cell, columns }: { cell: KpiCell; columns: readonly string[] }) {
  const session = useSession();
  const set = (change: Partial<KpiCell>) => session.change({ ...cell, ...change });
  const options = columns.map(name => ({ value: name, label: name }));
  const optional = [{ value: '', label: 'none' }, ...options];
  return (
    <PopoverButton label="Figure settings" trigger={<IconButton icon="edit" label="Figure settings" size="small" />}>
      <div className="nb-form">
        <SourceSelect of={cell.of} onChange={of => set({ of })} />
        <TextField label="Label" value={cell.label} onChange={label => set({ label })} />
        <Select label="Figure" size="small" value={cell.value} options={options} onChange={value => set({ value })} />
        <Select
          label="Compare with"
          size="small"
          value={cell.compare}
          options={[{ value: '', label: cell.spark === '' ? 'none' : `the ${cell.spark} before` }, ...options]}
          onChange={compare => set({ compare })}
        />
        <Select
          label="History by"
          size="small"
          value={cell.spark}
          options={optional}
          onChange={spark => set({ spark })}
        />
        <Select
          label="Written as"
          size="small"
          value={cell.format}
          options={KPI_FORMATS.map(value => ({ value, label: value }))}
          onChange={format => set({ format })}
        />
        <Select
          label="Good news is"
          size="small"
          value={cell.better}
          options={[
            { value: 'up', label: 'more' },
            { value: 'down', label: 'less' },
            { value: 'neither', label: 'neither' },
          ]}
          onChange={better => set({ better })}
        />
      </div>
    </PopoverButton>
  );
}
