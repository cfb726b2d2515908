import { useEffect, useState } from 'react';
import type { ResultColumn } from '../../../shared/rpc/results.ts';
import { alignsRight, formatValue, type CellValue } from '../../grid/format.ts';
import { sharedBlock } from '../../grid/result-rows.ts';
import type { RowBlock } from '../../grid/row-cache.ts';
import { count } from '../../ui/format.ts';

const MOST_ROWS = 60;
const MOST_COLUMNS = 12;

/** A result on paper, which doesn't scroll: its first rows and columns as a plain table, and how much more there is. */
export function PrintedRows({
  resultId,
  columns,
  rows,
}: {
  resultId: string;
  columns: readonly ResultColumn[];
  rows: number;
}) {
  const [block, setBlock] = useState<RowBlock | null>(null);
  useEffect(() => {
    let gone = false;
    sharedBlock(resultId, { from: 0, rows: MOST_ROWS })
      .then(loaded => !gone && setBlock(loaded))
      .catch(() => undefined); // the grid says what is wrong
    return () => {
      gone = true;
    };
  }, [resultId]);
  const shown = columns.slice(0, MOST_COLUMNS);
  const more = [
    rows > MOST_ROWS ? `the first ${MOST_ROWS} of ${count(rows)} rows` : '',
    columns.length > MOST_COLUMNS ? `the first ${MOST_COLUMNS} of ${count(columns.length)} columns` : '',
  ].filter(part => part !== '');
  return (
    <div className="nb-printed" data-printing-rows={block === null ? '' : 'ready'}>
      <table className="nb-table">
        <thead>
          <tr>
            {shown.map((column, index) => (
              <th key={index} data-right={alignsRight(column.semantic) || undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: block?.rows ?? 0 }, (_, row) => (
            <tr key={row}>
              {shown.map((column, index) => (
                <td key={index} data-right={alignsRight(column.semantic) || undefined}>
                  {formatValue((block?.value(row, index) ?? null) as CellValue, column.semantic)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more.length > 0 && <p className="nb-message">Here are {more.join(', ')}.</p>}
    </div>
  );
}
