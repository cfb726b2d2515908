import type { DataDocs, DocumentedSource } from '../../../shared/rpc/catalogue.ts';
import { href } from '../../state/router.ts';
import { bytes, count, moment, percent } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';

type Load = DataDocs['loads'][number];

/** Where the data came from: sources with how fresh and whole they are, and the newest files. */
export function SourcesPane({ docs }: { docs: DataDocs }) {
  return (
    <div className="docs-pane docs-stack">
      <Table
        label="Sources"
        columns={SOURCES}
        rows={docs.sources}
        rowKey={({ source }) => source}
        rowText={({ title }) => title}
        empty="Nothing was loaded yet."
      />
      <h2>Newest loads</h2>
      <Table
        label="Newest loads"
        columns={LOADS}
        rows={docs.loads}
        rowKey={({ loadId }) => String(loadId)}
        rowText={({ fileName }) => fileName}
        empty="Nothing was loaded yet."
      />
    </div>
  );
}

const SOURCES: TableColumn<DocumentedSource>[] = [
  {
    id: 'source',
    title: 'Source',
    isRowHeader: true,
    render: ({ title }) => <span title={title}>{title}</span>,
    sortBy: ({ title }) => title,
  },
  { id: 'loads', title: 'Loads', width: 72, align: 'end', render: s => count(s.loads), sortBy: s => s.loads },
  { id: 'rows', title: 'Rows', width: 96, align: 'end', render: s => count(s.rowsIn), sortBy: s => s.rowsIn },
  {
    id: 'whole',
    title: 'Loaded',
    width: 84,
    align: 'end',
    render: ({ rowsIn, rowsLoaded }) => (rowsIn === 0 ? '–' : percent(rowsLoaded / rowsIn)),
    sortBy: ({ rowsIn, rowsLoaded }) => rowsLoaded / Math.max(1, rowsIn),
  },
  {
    id: 'waiting',
    title: 'Waiting',
    width: 84,
    align: 'end',
    render: ({ waiting }) =>
      waiting === 0 ? <span className="faint">–</span> : <a href={href('data', 'quarantine')}>{count(waiting)}</a>,
    sortBy: s => s.waiting,
  },
  { id: 'bytes', title: 'Size', width: 84, align: 'end', render: s => bytes(s.bytes), sortBy: s => s.bytes },
  {
    id: 'newest',
    title: 'Newest file',
    width: 124,
    render: s => <span className="muted">{moment(s.lastLoadAt)}</span>,
    sortBy: s => s.lastLoadAt,
  },
  {
    id: 'changes',
    title: 'Columns that changed',
    width: '24%',
    render: ({ changes: [newest] }) =>
      newest === undefined ? (
        <span className="faint">–</span>
      ) : (
        <span title={`${newest.fileName}: ${newest.difference}`}>{newest.difference}</span>
      ),
  },
];

const LOADS: TableColumn<Load>[] = [
  { id: 'load', title: 'Load', width: 64, align: 'end', render: load => load.loadId, sortBy: load => load.loadId },
  {
    id: 'file',
    title: 'File',
    isRowHeader: true,
    render: ({ fileName }) => <span title={fileName}>{fileName}</span>,
    sortBy: load => load.fileName,
  },
  { id: 'relation', title: 'Relation', width: '26%', render: load => load.relation, sortBy: load => load.relation },
  {
    id: 'rows',
    title: 'Rows',
    width: 96,
    align: 'end',
    render: load => count(load.rowsLoaded),
    sortBy: load => load.rowsLoaded,
  },
  {
    id: 'quarantined',
    title: 'Quarantined',
    width: 112,
    align: 'end',
    render: load => count(load.rowsQuarantined),
    sortBy: load => load.rowsQuarantined,
  },
  {
    id: 'when',
    title: 'Loaded',
    width: 124,
    render: load => <span className="muted">{moment(load.finishedAt)}</span>,
    sortBy: load => load.finishedAt,
  },
];
