import { useState } from 'react';
import type { Load } from '../../../shared/rpc/imports.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { loadsQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { bytes, count, duration, moment, plural } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

/** The ledger: every accepted file, what of it was loaded and what was not. */
export function LoadsPane() {
  const answer = useQuery(loadsQuery);
  const [asked, setAsked] = useState<Load | null>(null);
  const forget = useAction(async (load: Load) => {
    const job = await rpc.imports.forget({ loadId: load.loadId });
    setAsked(null);
    invalidate('jobs');
    navigate(href('jobs', String(job.jobId)));
  }, 'The load was not forgotten');
  return (
    <>
      <Answered answer={answer}>
        {loads =>
          loads.length === 0 ? (
            <EmptyState
              icon="data"
              title="Nothing is loaded yet"
              actions={<Button onPress={() => navigate(href('data', 'import'))}>Import files</Button>}
            >
              Each accepted file becomes one load. The same file twice changes nothing.
            </EmptyState>
          ) : (
            <Table
              label="Loads"
              columns={columns(setAsked)}
              rows={loads}
              rowKey={load => String(load.loadId)}
              rowText={load => load.fileName}
            />
          )
        }
      </Answered>
      <ConfirmDialog
        title={`Forget ${asked?.fileName ?? 'this load'}?`}
        isOpen={asked !== null}
        action="Forget load"
        danger
        isPending={forget.pending}
        onConfirm={() => asked !== null && forget.run(asked)}
        onClose={() => setAsked(null)}
      >
        {asked !== null && (
          <>
            Its {plural(asked.rowsLoaded, 'row')} leave <code>{asked.relation}</code> and its quarantined rows go too.
            Silver and gold are stale until the next build. The file itself stays where it is and can be loaded again.
          </>
        )}
      </ConfirmDialog>
    </>
  );
}

const columns = (forget: (load: Load) => void): TableColumn<Load>[] => [
  {
    id: 'id',
    title: 'Load',
    width: 64,
    render: load => <span className="number">{load.loadId}</span>,
    sortBy: load => load.loadId,
  },
  {
    id: 'file',
    title: 'File',
    width: '30%',
    isRowHeader: true,
    render: load => <span title={load.path}>{load.fileName}</span>,
    sortBy: load => load.fileName,
  },
  {
    id: 'source',
    title: 'Source',
    width: 112,
    render: load => <span className="muted">{load.source}</span>,
    sortBy: load => load.source,
  },
  {
    id: 'relation',
    title: 'Goes to',
    render: load => (
      <a href={href('catalogue', load.relation)} title={load.relation}>
        {load.relation.replace(/^bronze_/, '')}
      </a>
    ),
    sortBy: load => load.relation,
  },
  {
    id: 'rows',
    title: 'Loaded',
    width: 96,
    align: 'end',
    render: load => count(load.rowsLoaded),
    sortBy: load => load.rowsLoaded,
  },
  {
    id: 'rejected',
    title: 'Rejected',
    width: 84,
    align: 'end',
    render: load => <Rejected load={load} />,
    sortBy: load => load.rowsQuarantined,
  },
  {
    id: 'bytes',
    title: 'Size',
    width: 80,
    align: 'end',
    render: load => bytes(load.bytes),
    sortBy: load => load.bytes,
  },
  { id: 'took', title: 'Took', width: 72, align: 'end', render: load => duration(seconds(load)), sortBy: seconds },
  {
    id: 'when',
    title: 'Loaded at',
    width: 128,
    render: load => <span className="muted">{moment(load.finishedAt)}</span>,
    sortBy: load => load.finishedAt,
  },
  {
    id: 'forget',
    title: 'Forget',
    titleHidden: true,
    width: 48,
    render: load => (
      <IconButton icon="trash" label={`Forget ${load.fileName}`} size="small" onPress={() => forget(load)} />
    ),
  },
];

function Rejected({ load }: { load: Load }) {
  if (load.rowsQuarantined === 0) return <span className="faint">0</span>;
  return <a href={href('data', 'quarantine', { load: String(load.loadId) })}>{count(load.rowsQuarantined)}</a>;
}

const seconds = (load: Load): number => Math.max(0, (Date.parse(load.finishedAt) - Date.parse(load.startedAt)) / 1000);
