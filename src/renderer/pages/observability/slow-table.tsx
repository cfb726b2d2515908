import type { SlowQuery } from '../../../shared/rpc/observe.ts';
import { href } from '../../state/router.ts';
import { count, duration, moment } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';

/** Statements of cells, builds and checks that took longest. */
export const SlowTable = ({ queries }: { queries: readonly SlowQuery[] }) => (
  <div className="observe-scroll">
    <Table
      label="Slowest statements"
      columns={COLUMNS}
      rows={queries.map((query, place) => ({ ...query, place }))}
      rowKey={row => String(row.place)}
      rowText={row => row.title}
      empty="Nothing has been asked within a week."
    />
  </div>
);

type Row = SlowQuery & { place: number };

const COLUMNS: TableColumn<Row>[] = [
  {
    id: 'title',
    title: 'Statement',
    isRowHeader: true,
    render: row => (
      <span className="observe-sql truncate" title={row.title}>
        <Linked row={row} />
      </span>
    ),
    sortBy: row => row.title,
  },
  {
    id: 'kind',
    title: 'Of',
    width: 84,
    render: row => <span className="muted">{row.kind}</span>,
    sortBy: row => row.kind,
  },
  {
    id: 'time',
    title: 'Took',
    width: 92,
    align: 'end',
    render: row => <span className="number">{duration(row.milliseconds / 1000)}</span>,
    sortBy: row => row.milliseconds,
  },
  {
    id: 'rows',
    title: 'Rows',
    width: 108,
    align: 'end',
    render: row => <span className="number">{row.rows === null ? '–' : count(row.rows)}</span>,
    sortBy: row => row.rows,
  },
  {
    id: 'at',
    title: 'When',
    width: 124,
    render: row => <span className="muted">{moment(row.at)}</span>,
    sortBy: row => row.at,
  },
];

function Linked({ row: { kind, title, ref } }: { row: Row }) {
  const text = title.replaceAll(/\s+/g, ' ').trim();
  if (ref === null) return text;
  return <a href={kind === 'cell' ? href('notebooks', ref) : href('catalogue', ref)}>{text}</a>;
}
