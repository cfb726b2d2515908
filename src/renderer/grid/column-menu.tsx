import { useEffect, useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { ColumnStatistics, ResultColumn, ResultFilter } from '../../shared/rpc/results.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Checkbox } from '../ui/toggles.tsx';
import { ArrangeButtons } from './arrange-buttons.tsx';
import type { Arrangement } from './arrangement.ts';
import { alignsRight, formatCompact, formatValue } from './format.ts';

type Scalar = string | number | bigint | null;

export interface ColumnMenuProps {
  anchor: Element;
  index: number;
  column: ResultColumn;
  filters: readonly ResultFilter[];
  statistics: ColumnStatistics | undefined;
  onStatistics(): void;
  onSort(descending: boolean | null): void;
  /** The filters of this column; none takes them away. */
  onFilter(filters: ResultFilter[]): void;
  /** Columns of the result, hidden ones too. */
  count: number;
  arrangement: Arrangement;
  onArrange(next: Arrangement): void;
  onClose(): void;
}

/** Sorting and filtering by one column, always of the whole result; and where the column stands. */
export function ColumnMenu(props: ColumnMenuProps) {
  const { anchor, index, column, filters, statistics } = props;
  const trigger = useRef(anchor);
  const [text, setText] = useState(() => containsText(filters));
  const [low, setLow] = useState(() => bound(filters, 'low'));
  const [high, setHigh] = useState(() => bound(filters, 'high'));
  const [values, setValues] = useState<readonly Scalar[]>(() => chosenValues(filters));
  const { onStatistics } = props;
  useEffect(onStatistics, [onStatistics]);
  const numeric = alignsRight(column.semantic);
  const apply = () => {
    props.onFilter(filtersOf(index, numeric, { text, low, high, values }));
    props.onClose();
  };
  const toggle = (value: Scalar, on: boolean) =>
    setValues(before => (on ? [...before, value] : before.filter(each => each !== value)));

  return (
    <Popover
      className="ui-popover"
      triggerRef={trigger}
      isOpen
      onOpenChange={open => !open && props.onClose()}
      placement="bottom start"
      offset={4}
    >
      <Dialog className="grid-menu" aria-label={`Column ${column.name}`}>
        <div className="grid-menu-row">
          <Button size="small" icon="arrowUp" onPress={() => props.onSort(false)}>
            Ascending
          </Button>
          <Button size="small" icon="arrowDown" onPress={() => props.onSort(true)}>
            Descending
          </Button>
          <Button size="small" variant="quiet" onPress={() => props.onSort(null)}>
            No sort
          </Button>
        </div>
        <ArrangeButtons
          index={index}
          count={props.count}
          numeric={numeric}
          arrangement={props.arrangement}
          onArrange={props.onArrange}
        />
        <form
          className="grid-menu-form"
          onSubmit={event => {
            event.preventDefault();
            apply();
          }}
        >
          {numeric ? (
            <div className="grid-menu-row">
              <TextField label="From" value={low} onChange={setLow} inputMode="decimal" />
              <TextField label="To" value={high} onChange={setHigh} inputMode="decimal" />
            </div>
          ) : (
            <TextField label="Contains" value={text} onChange={setText} />
          )}
          {statistics !== undefined && statistics.top.length > 0 && (
            <fieldset className="grid-menu-values">
              <legend>Most frequent values</legend>
              {statistics.top.map(({ value, count }) => (
                <div key={String(value)} className="grid-menu-value">
                  <Checkbox isSelected={values.includes(value)} onChange={on => toggle(value, on)}>
                    <span className="truncate">
                      {value === null ? 'null' : formatValue(value, column.semantic) || '(empty)'}
                    </span>
                  </Checkbox>
                  <span className="faint number">{formatCompact(count)}</span>
                </div>
              ))}
            </fieldset>
          )}
          <div className="grid-menu-row grid-menu-foot">
            <Button size="small" variant="quiet" onPress={() => (props.onFilter([]), props.onClose())}>
              Clear filter
            </Button>
            <Button size="small" variant="primary" type="submit">
              Apply
            </Button>
          </div>
        </form>
      </Dialog>
    </Popover>
  );
}

function filtersOf(
  column: number,
  numeric: boolean,
  chosen: { text: string; low: string; high: string; values: readonly Scalar[] },
): ResultFilter[] {
  const filters: ResultFilter[] = [];
  if (chosen.values.length > 0) filters.push({ op: 'in', column, values: [...chosen.values] });
  if (!numeric && chosen.text !== '') filters.push({ op: 'contains', column, text: chosen.text });
  const number = (text: string): number | null =>
    text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);
  const low = numeric ? number(chosen.low) : null;
  const high = numeric ? number(chosen.high) : null;
  if (low !== null) filters.push({ op: '>=', column, value: low });
  if (high !== null) filters.push({ op: '<=', column, value: high });
  return filters;
}

function chosenValues(filters: readonly ResultFilter[]): readonly Scalar[] {
  for (const filter of filters) if (filter.op === 'in') return filter.values;
  return [];
}

const containsText = (filters: readonly ResultFilter[]): string =>
  filters.find(filter => filter.op === 'contains')?.text ?? '';

const bound = (filters: readonly ResultFilter[], side: 'low' | 'high'): string => {
  const op = side === 'low' ? '>=' : '<=';
  const found = filters.find(filter => filter.op === op);
  return found !== undefined && 'value' in found ? String(found.value) : '';
};
