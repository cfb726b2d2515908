import { useEffect, useState } from 'react';
import { problemOf } from '../rpc/problem.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SearchField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/states.tsx';
import { copyText } from './copy.ts';
import { formatNumber, formatValue, type CellValue } from './format.ts';
import { fetchBlock } from './result-rows.ts';
import type { RowBlock } from './row-cache.ts';
import type { ShownColumn } from './use-arrangement.ts';

export interface RowDetailProps {
  resultId: string;
  view: string | undefined;
  row: number;
  rows: number;
  shown: readonly ShownColumn[];
  onRow(row: number): void;
  onClose(): void;
}

/** More columns than this are looked for by name. */
const SEARCHED_FROM = 12;

/** One row as a list of its columns, with the way to the rows before and after. */
export function RowDetail({ resultId, view, row, rows, shown, onRow, onClose }: RowDetailProps) {
  const [loaded, setLoaded] = useState<{ row: number; block: RowBlock } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [sought, setSought] = useState('');
  useEffect(() => {
    const controller = new AbortController();
    fetchBlock(resultId, { from: row, rows: 1, view }, controller.signal)
      .then(block => setLoaded({ row, block }))
      .catch((error: unknown) => !controller.signal.aborted && setFailure(problemOf(error).message));
    return () => controller.abort();
  }, [resultId, view, row]);
  const block = loaded?.row === row ? loaded.block : null;
  const valueOf = (index: number): CellValue => block?.value(0, index) ?? null;
  const copy = () =>
    void navigator.clipboard.writeText(
      copyText(
        { format: 'json', table: '' },
        shown.map(({ column }) => column.name),
        [shown.map(({ index }) => valueOf(index))],
      ),
    );
  const found = shown.filter(({ column }) => column.name.toLowerCase().includes(sought.toLowerCase()));
  return (
    <Dialog
      title={`Row ${formatNumber(row + 1)}`}
      isOpen
      onClose={onClose}
      width={640}
      footer={
        <>
          <IconButton icon="arrowUp" label="Row before" isDisabled={row === 0} onPress={() => onRow(row - 1)} />
          <IconButton icon="arrowDown" label="Row after" isDisabled={row >= rows - 1} onPress={() => onRow(row + 1)} />
          <Button icon="copy" isDisabled={block === null} onPress={copy}>
            Copy as JSON
          </Button>
        </>
      }
    >
      {shown.length > SEARCHED_FROM && <SearchField label="Find a column" value={sought} onChange={setSought} />}
      {failure !== null && <p role="alert">{failure}</p>}
      {block === null && failure === null ? (
        <SkeletonRows rows={4} />
      ) : (
        <dl className="grid-record">
          {found.map(({ index, column }) => (
            <div key={index}>
              <dt className="truncate" title={column.name}>
                {column.name}
              </dt>
              <dd>
                {valueOf(index) === null ? <i className="faint">null</i> : whole(valueOf(index), column.semantic)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Dialog>
  );
}

/** Text with its lines as they are; the rest as in the grid. */
const whole = (value: CellValue, semantic: Parameters<typeof formatValue>[1]): string =>
  typeof value === 'string' && semantic !== 'time' ? value : formatValue(value, semantic);
