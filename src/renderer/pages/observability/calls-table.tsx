import type { HostFigures } from '../../../shared/rpc/host.ts';
import { count, duration } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';

type Call = HostFigures['calls'][number];

/** Every call that this launch answered: how often, and how long until an answer began. */
export function CallsTable({ calls }: { calls: readonly Call[] }) {
  return (
    <div className="observe-scroll">
      <Table
        label="Calls"
        columns={COLUMNS}
        rows={calls}
        rowKey={row => row.call}
        initialSort={{ column: 'p99', direction: 'descending' }}
        empty="Nothing has been asked yet."
      />
    </div>
  );
}

const milliseconds = (value: number): string => (value === 0 ? '–' : duration(value / 1000));

const time = (id: 'p50' | 'p95' | 'p99' | 'max', title: string): TableColumn<Call> => ({
  id,
  title,
  width: 92,
  align: 'end',
  render: row => <span className="number">{milliseconds(row[id])}</span>,
  sortBy: row => row[id],
});

const COLUMNS: TableColumn<Call>[] = [
  { id: 'call', title: 'Call', isRowHeader: true, render: row => row.call, sortBy: row => row.call },
  {
    id: 'count',
    title: 'Answered',
    width: 92,
    align: 'end',
    render: row => <span className="number">{count(row.count)}</span>,
    sortBy: row => row.count,
  },
  {
    id: 'errors',
    title: 'Failed',
    width: 92,
    align: 'end',
    render: row => <span className="number">{row.errors === 0 ? '–' : count(row.errors)}</span>,
    sortBy: row => row.errors,
  },
  time('p50', 'p50'),
  time('p95', 'p95'),
  time('p99', 'p99'),
  time('max', 'Longest'),
];
