import { useState } from 'react';
import type { ResultColumn } from '../../shared/rpc/results.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { PopoverButton } from '../ui/dialog.tsx';
import { SearchField } from '../ui/field.tsx';
import { Checkbox } from '../ui/toggles.tsx';
import { AS_IT_CAME, arrangedColumns, hideColumn, showColumn, type Arrangement } from './arrangement.ts';
import { formatNumber } from './format.ts';

/** More columns than this are looked for by name. */
const SEARCHED_FROM = 12;
const MOST_LISTED = 200;

export interface ColumnsButtonProps {
  columns: readonly ResultColumn[];
  arrangement: Arrangement;
  onArrange(next: Arrangement): void;
}

/** Lists all columns of a result, so that hidden ones can come back. */
export function ColumnsButton(props: ColumnsButtonProps) {
  return (
    <PopoverButton label="Columns" trigger={<IconButton icon="columns" label="Columns" size="small" />}>
      <ColumnList {...props} />
    </PopoverButton>
  );
}

function ColumnList({ columns, arrangement, onArrange }: ColumnsButtonProps) {
  const [sought, setSought] = useState('');
  const hidden = new Set(arrangement.hidden);
  const nameOf = (index: number): string => columns[index]?.name ?? '';
  const found = arrangedColumns(columns.length, arrangement).filter(index =>
    nameOf(index).toLowerCase().includes(sought.toLowerCase()),
  );
  return (
    <div className="grid-columns-list">
      {columns.length > SEARCHED_FROM && <SearchField label="Find a column" value={sought} onChange={setSought} />}
      <div className="grid-columns-names" role="group" aria-label="Shown columns">
        {found.slice(0, MOST_LISTED).map(index => (
          <Checkbox
            key={index}
            isSelected={!hidden.has(index)}
            isDisabled={!hidden.has(index) && hideColumn(columns.length, arrangement, index) === arrangement}
            onChange={on =>
              onArrange(on ? showColumn(arrangement, index) : hideColumn(columns.length, arrangement, index))
            }
          >
            <span className="truncate">{nameOf(index) || '(no name)'}</span>
          </Checkbox>
        ))}
        {found.length === 0 && <p className="faint">No column has this in its name.</p>}
        {found.length > MOST_LISTED && (
          <p className="faint">{formatNumber(found.length - MOST_LISTED)} more: find them by name.</p>
        )}
      </div>
      <Checkbox isSelected={arrangement.wrap} onChange={wrap => onArrange({ ...arrangement, wrap })}>
        Wrap long text
      </Checkbox>
      <div className="grid-menu-row grid-menu-foot">
        <Button size="small" icon="undo" isDisabled={arrangement === AS_IT_CAME} onPress={() => onArrange(AS_IT_CAME)}>
          Reset
        </Button>
      </div>
    </div>
  );
}
