import { useMemo } from 'react';
import type { RelationDetail } from '../../../shared/rpc/catalogue.ts';
import type { ResultColumn } from '../../../shared/rpc/results.ts';
import { rpc } from '../../rpc/client.ts';
import { readRows, type CellValue } from '../../rpc/rows.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { count, decimal, plural } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';

interface FirstRows {
  columns: ResultColumn[];
  rows: CellValue[][];
}

const PREVIEW_ROWS = 100;

const firstRowsQuery = (relation: string): Query<FirstRows> => ({
  key: `first-rows:${relation}`,
  topics: ['relations'],
  async load(signal) {
    const { resultId, columns } = await rpc.cells.preview({ relation, limit: PREVIEW_ROWS }, { signal });
    return { columns, rows: await readRows(resultId, { from: 0, rows: PREVIEW_ROWS }, signal) };
  },
});

/** The relation's first rows as they are stored. */
export function PreviewPane({ relation }: { relation: RelationDetail }) {
  const answer = useQuery(useMemo(() => firstRowsQuery(relation.name), [relation.name]));
  return (
    <Answered answer={answer}>
      {({ columns, rows }) =>
        rows.length === 0 ? (
          <EmptyState icon="table" title="No rows yet">
            {relation.exists ? 'The relation is there and empty.' : 'It is built with the next build.'}
          </EmptyState>
        ) : (
          <div className="preview">
            <p className="cols-note">
              {relation.rows > rows.length
                ? `First ${plural(rows.length, 'row')} of ${count(relation.rows)}`
                : `All ${plural(rows.length, 'row')}`}
            </p>
            <RowsTable name={relation.name} columns={columns} rows={rows} />
          </div>
        )
      }
    </Answered>
  );
}

function RowsTable({ name, columns, rows }: FirstRows & { name: string }) {
  return (
    <div className="preview-scroll" tabIndex={0} role="region" aria-label={`First rows of ${name}`}>
      <table className="preview-table">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" data-align={isNumber(column) ? 'end' : undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, at) => (
                <td key={at} data-align={columns[at] !== undefined && isNumber(columns[at]) ? 'end' : undefined}>
                  <Value value={value} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isNumber = ({ kind }: ResultColumn): boolean => kind === 'integer' || kind === 'real';

function Value({ value }: { value: CellValue }) {
  if (value === null) return <span className="faint">null</span>;
  if (value instanceof Uint8Array) return <span className="faint">{plural(value.length, 'byte')}</span>;
  if (typeof value === 'number' && !Number.isInteger(value)) return decimal(value, 4);
  return String(value);
}
