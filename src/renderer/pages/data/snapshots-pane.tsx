import { snapshotsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { moment } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { rpc } from '../../rpc/client.ts';

type Snapshot = Awaited<ReturnType<typeof rpc.lake.snapshots>>[number];

/** The states that the lakehouse went through, newest first. */
export function SnapshotsPane() {
  const answer = useQuery(snapshotsQuery);
  return (
    <Answered answer={answer}>
      {snapshots =>
        snapshots.length === 0 ? (
          <EmptyState icon="history" title="No snapshots yet">
            Every load, every forgotten load and every build makes one.
          </EmptyState>
        ) : (
          <Table
            label="Snapshots"
            columns={COLUMNS}
            rows={snapshots}
            rowKey={snapshot => String(snapshot.snapshotId)}
          />
        )
      }
    </Answered>
  );
}

const TONES: Record<Snapshot['kind'], Tone> = { load: 'info', forget: 'warn', build: 'ok' };

const COLUMNS: TableColumn<Snapshot>[] = [
  {
    id: 'id',
    title: 'Snapshot',
    width: 96,
    isRowHeader: true,
    render: ({ snapshotId }) => <span className="number">{snapshotId}</span>,
    sortBy: s => s.snapshotId,
  },
  {
    id: 'kind',
    title: 'By',
    width: 96,
    render: ({ kind }) => <Badge tone={TONES[kind]}>{kind}</Badge>,
    sortBy: s => s.kind,
  },
  { id: 'detail', title: 'What happened', render: ({ detail }) => <span title={detail}>{detail}</span> },
  { id: 'run', title: 'Run', width: '22%', render: ({ runId }) => <a href={href('jobs', 'run', runId)}>{runId}</a> },
  {
    id: 'at',
    title: 'At',
    width: 136,
    render: ({ createdAt }) => <span className="muted">{moment(createdAt)}</span>,
    sortBy: s => s.createdAt,
  },
];
