import type { WorkNow } from '../../../shared/rpc/observe.ts';
import { count, duration } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';

type Kind = WorkNow['jobs'][number];

/** How the last jobs of each kind went, and how long they took. */
export const JobTimes = ({ jobs }: { jobs: readonly Kind[] }) => (
  <Table label="Jobs by kind" columns={COLUMNS} rows={jobs} rowKey={row => row.kind} empty="Nothing has run yet." />
);

const time = (id: 'p50' | 'p95'): TableColumn<Kind> => ({
  id,
  title: id,
  width: 84,
  align: 'end',
  render: row => <span className="number">{row.succeeded === 0 ? '–' : duration(row[id] / 1000)}</span>,
  sortBy: row => row[id],
});

const COLUMNS: TableColumn<Kind>[] = [
  { id: 'kind', title: 'Kind', width: 96, isRowHeader: true, render: row => row.kind, sortBy: row => row.kind },
  {
    id: 'succeeded',
    title: 'Succeeded',
    width: 96,
    align: 'end',
    render: row => <span className="number">{count(row.succeeded)}</span>,
    sortBy: row => row.succeeded,
  },
  {
    id: 'failed',
    title: 'Failed',
    width: 84,
    align: 'end',
    render: row => <span className="number">{row.failed === 0 ? '–' : count(row.failed)}</span>,
    sortBy: row => row.failed,
  },
  time('p50'),
  time('p95'),
];
