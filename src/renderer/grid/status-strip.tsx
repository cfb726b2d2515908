import { memo, useState } from 'react';
import { EXPORT_FORMATS, type ExportFormat, type ResultFilter, type ResultColumn } from '../../shared/rpc/results.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { PopoverButton } from '../ui/dialog.tsx';
import { NumberField } from '../ui/field.tsx';
import { Menu, MenuItem, MenuSection } from '../ui/menu.tsx';
import { Bar } from '../ui/progress.tsx';
import { isArranged, type Arrangement } from './arrangement.ts';
import { ColumnsButton } from './columns-button.tsx';
import { COPY_FORMATS, COPY_TITLES, type CopyFormat } from './copy.ts';
import { formatNumber } from './format.ts';
import type { SelectionSummary } from './use-selection-summary.ts';
import type { ViewProgress } from './use-view.ts';

const EXPORT_TITLES: Record<ExportFormat, string> = {
  csv: 'CSV',
  jsonl: 'JSON lines',
  parquet: 'Parquet',
  arrow: 'Arrow',
  xlsx: 'Excel (XLSX)',
};

export interface StatusStripProps {
  rows: number;
  /** Rows of the whole result, where a filter shows fewer. */
  totalRows: number;
  note: string;
  /** While the rows are put into another order. */
  progress: { making: ViewProgress | null } | null;
  summary: SelectionSummary | null;
  columns: readonly ResultColumn[];
  arrangement: Arrangement;
  onArrange(next: Arrangement): void;
  statisticsOpen: boolean;
  onStatistics(): void;
  onJump(row: number): void;
  onCopy(format: CopyFormat): void;
  onExport(format: ExportFormat, what: 'shown' | 'all columns'): void;
}

/** Under the grid: how many rows, what the selection adds up to, and what can be done with all of it. */
export const StatusStrip = memo(function StatusStrip(props: StatusStripProps) {
  const { rows, totalRows, summary } = props;
  const hidden = props.arrangement.hidden.length;
  return (
    <div className="grid-status">
      <span className="number" role="status">
        {rows === totalRows ? formatNumber(rows) : `${formatNumber(rows)} of ${formatNumber(totalRows)}`}{' '}
        {totalRows === 1 ? 'row' : 'rows'}
        {hidden > 0 && (
          <span className="faint">
            {' '}
            · {formatNumber(hidden)} {hidden === 1 ? 'column' : 'columns'} hidden
          </span>
        )}
        {props.note !== '' && <span className="faint"> · {props.note}</span>}
      </span>
      {props.progress !== null && <Making progress={props.progress.making} />}
      {summary !== null && (
        <span className="grid-status-sum number truncate" aria-live="polite">
          {summaryText(summary)}
        </span>
      )}
      <span className="grid-status-gap" />
      <ColumnsButton columns={props.columns} arrangement={props.arrangement} onArrange={props.onArrange} />
      <JumpButton rows={rows} onJump={props.onJump} />
      <IconButton
        icon="gauge"
        label={props.statisticsOpen ? 'Hide column statistics' : 'Show column statistics'}
        size="small"
        aria-pressed={props.statisticsOpen}
        onPress={props.onStatistics}
      />
      <Menu label="Copy selection" trigger={<IconButton icon="copy" label="Copy selection" size="small" />}>
        {COPY_FORMATS.map(format => (
          <MenuItem
            key={format}
            label={COPY_TITLES[format]}
            shortcut={format === 'tsv' ? 'Mod+C' : undefined}
            onAction={() => props.onCopy(format)}
          />
        ))}
      </Menu>
      <ExportMenu arranged={isArranged(props.arrangement)} onExport={props.onExport} />
    </div>
  );
});

const STEPS: Record<ViewProgress['step'], string> = {
  reading: 'reading the column',
  filtering: 'filtering the whole result',
  sorting: 'sorting the whole result',
};

function Making({ progress }: { progress: ViewProgress | null }) {
  return (
    <span className="grid-making" role="status">
      <span className="faint number">
        {progress === null
          ? 'working on the whole result…'
          : `${STEPS[progress.step]} · ${Math.round(progress.share * 100)} %`}
      </span>
      <Bar share={progress?.share ?? null} />
    </span>
  );
}

/** Sorted and filtered as seen; and with the columns as seen, or with all of them as they came. */
function ExportMenu({ arranged, onExport }: { arranged: boolean; onExport: StatusStripProps['onExport'] }) {
  const formats = (what: 'shown' | 'all columns') =>
    EXPORT_FORMATS.map(format => (
      <MenuItem key={`${what} ${format}`} label={EXPORT_TITLES[format]} onAction={() => onExport(format, what)} />
    ));
  return (
    <Menu
      label="Export the whole result"
      trigger={<IconButton icon="download" label="Export the whole result" size="small" />}
    >
      {arranged ? <MenuSection title="Columns as shown">{formats('shown')}</MenuSection> : formats('shown')}
      {arranged && <MenuSection title="All columns">{formats('all columns')}</MenuSection>}
    </Menu>
  );
}

function summaryText({ cells, numbers, nulls, sum, average, min, max }: SelectionSummary): string {
  const parts = [`${formatNumber(cells)} cells`];
  if (numbers > 0 && sum !== null && average !== null) {
    parts.push(`sum ${formatNumber(sum)}`, `avg ${formatNumber(average)}`, `count ${formatNumber(numbers)}`);
    if (min !== null && max !== null) parts.push(`${formatNumber(min)} to ${formatNumber(max)}`);
  }
  if (nulls > 0) parts.push(`${formatNumber(nulls)} null`);
  return parts.join(' · ');
}

function JumpButton({ rows, onJump }: { rows: number; onJump: (row: number) => void }) {
  const [row, setRow] = useState(1);
  return (
    <PopoverButton label="Go to row" trigger={<IconButton icon="arrowRight" label="Go to row" size="small" />}>
      <form
        className="grid-jump"
        onSubmit={event => {
          event.preventDefault();
          onJump(row - 1);
        }}
      >
        <NumberField
          label="Row"
          value={row}
          minValue={1}
          maxValue={Math.max(1, rows)}
          onChange={value => setRow(Number.isNaN(value) ? 1 : value)}
          autoFocus
        />
        <Button type="submit" size="small">
          Go
        </Button>
      </form>
    </PopoverButton>
  );
}

export function FilterPills({
  filters,
  columns,
  onRemove,
}: {
  filters: readonly ResultFilter[];
  columns: readonly ResultColumn[];
  onRemove: (filter: ResultFilter) => void;
}) {
  if (filters.length === 0) return null;
  return (
    <div className="grid-pills" role="group" aria-label="Filters">
      {filters.map((filter, index) => (
        <span key={index} className="grid-pill">
          <span className="truncate">{filterText(filter, columns)}</span>
          <IconButton icon="close" label="Remove filter" size="small" onPress={() => onRemove(filter)} />
        </span>
      ))}
    </div>
  );
}

function filterText(filter: ResultFilter, columns: readonly ResultColumn[]): string {
  const name = filter.column === null ? 'any column' : (columns[filter.column]?.name ?? '');
  switch (filter.op) {
    case 'in':
    case 'not in':
      return `${name} ${filter.op} ${filter.values.map(value => (value === null ? 'null' : String(value))).join(', ')}`;
    case 'between':
      return `${name} from ${String(filter.low)} to ${String(filter.high)}`;
    case 'contains':
      return `${name} contains “${filter.text}”`;
    case 'is null':
    case 'is not null':
      return `${name} ${filter.op}`;
    default:
      return `${name} ${filter.op} ${String(filter.value)}`;
  }
}
