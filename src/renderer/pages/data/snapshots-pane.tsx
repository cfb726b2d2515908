import { useState } from 'react';
import type { Snapshot } from '../../../shared/rpc/lake.ts';
import { snapshotsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { exactMoment, moment, plural } from '../../ui/format.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { SnapshotChangesView } from './snapshot-changes.tsx';

/** The states that the lakehouse went through, newest first, and what changed from one to another. */
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
          <Panes snapshots={snapshots} />
        )
      }
    </Answered>
  );
}

function Panes({ snapshots }: { snapshots: readonly Snapshot[] }) {
  const [chosen, setChosen] = useState(snapshots[0]?.snapshotId ?? 0);
  return (
    <SplitPane
      name="snapshots"
      panes={[
        {
          id: 'list',
          minSize: 320,
          content: (
            <div className="snapshots-list">
              <Table
                label="Snapshots"
                columns={COLUMNS}
                rows={snapshots}
                rowKey={snapshot => String(snapshot.snapshotId)}
                rowText={snapshot => `${snapshot.snapshotId} ${words(snapshot)}`}
                selected={String(chosen)}
                onSelect={snapshot => setChosen(snapshot.snapshotId)}
              />
            </div>
          ),
        },
        {
          id: 'changes',
          defaultSize: '42%',
          minSize: 300,
          content: <SnapshotChangesView key={chosen} to={chosen} snapshots={snapshots} />,
        },
      ]}
    />
  );
}

const TONES: Record<Snapshot['change']['kind'], Tone> = { load: 'info', forget: 'warn', build: 'ok' };

/** `10,371 rows of trends_2025-01-28.csv into fact_listening_events` */
function words({ change }: Snapshot): string {
  switch (change.kind) {
    case 'load':
      return `${plural(change.rows, 'row')} of ${change.fileName} into ${change.relation.replace(/^bronze_/, '')}`;
    case 'forget':
      return `${plural(change.rows, 'row')} of ${change.name} taken out`;
    case 'build':
      return `${plural(change.relations.length, 'relation')} built`;
  }
}

const COLUMNS: TableColumn<Snapshot>[] = [
  {
    id: 'id',
    title: 'Snapshot',
    width: 88,
    isRowHeader: true,
    render: ({ snapshotId }) => <span className="number">{snapshotId}</span>,
    sortBy: s => s.snapshotId,
  },
  {
    id: 'kind',
    title: 'By',
    width: 80,
    render: ({ change }) => <Badge tone={TONES[change.kind]}>{change.kind}</Badge>,
    sortBy: s => s.change.kind,
  },
  {
    id: 'detail',
    title: 'What happened',
    render: snapshot => (
      <span title={words(snapshot)} dir="auto">
        {words(snapshot)}
      </span>
    ),
  },
  {
    id: 'at',
    title: 'At',
    width: 120,
    render: ({ createdAt }) => (
      <span className="muted" title={exactMoment(createdAt)}>
        {moment(createdAt)}
      </span>
    ),
    sortBy: s => s.createdAt,
  },
];
