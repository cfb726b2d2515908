import { useState } from 'react';
import type { Snapshot, SnapshotChanges } from '../../../shared/rpc/lake.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { snapshotChangesQuery } from '../../state/queries.ts';
import { invalidate, useSteadyQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { count, moment, plural } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';

/** What came, went and was built from one snapshot to another; at first, from the one before. */
export function SnapshotChangesView({ to, snapshots }: { to: number; snapshots: readonly Snapshot[] }) {
  const older = snapshots.filter(({ snapshotId }) => snapshotId < to);
  const [from, setFrom] = useState(older[0]?.snapshotId ?? 0);
  const answer = useSteadyQuery(snapshotChangesQuery(from, to));
  const chosen = snapshots.find(({ snapshotId }) => snapshotId === to);
  const options = [
    ...older.map(({ snapshotId, createdAt }) => ({
      value: String(snapshotId),
      label: `snapshot ${snapshotId}`,
      detail: moment(createdAt),
    })),
    { value: '0', label: 'the beginning', detail: 'an empty lakehouse' },
  ];
  return (
    <section className="changes" aria-label="Changes">
      <header className="changes-head">
        <h2>Snapshot {to}</h2>
        <span className="faint">since</span>
        <Select
          label="Compare with"
          labelHidden
          value={String(from)}
          options={options}
          onChange={value => setFrom(Number(value))}
        />
        {chosen !== undefined && <a href={href('jobs', 'run', chosen.runId)}>Its run</a>}
      </header>
      <Answered answer={answer}>{changes => <Changes changes={changes} />}</Answered>
    </section>
  );
}

function Changes({ changes }: { changes: SnapshotChanges }) {
  const { loads, forgotten, gained, built } = changes;
  if (loads.length + forgotten.length + built.length === 0) return <p className="faint">Nothing changed.</p>;
  return (
    <>
      {gained.length > 0 && (
        <>
          <h3>Rows that came</h3>
          <ul className="changes-list">
            {gained.map(relation => (
              <Gained key={relation.relation} relation={relation} changes={changes} />
            ))}
          </ul>
        </>
      )}
      {forgotten.length > 0 && (
        <>
          <h3>Rows that went</h3>
          <ul className="changes-list">
            {forgotten.map(({ name, rows }, index) => (
              <li key={index}>
                <span className="truncate" dir="auto">
                  {name}
                </span>
                <span className="number changes-minus">−{count(rows)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {built.length > 0 && (
        <>
          <h3>Built: {plural(built.length, 'relation')}</h3>
          <p className="changes-built">
            {built.map(name => (
              <a key={name} href={href('catalogue', name)}>
                {name}
              </a>
            ))}
          </p>
        </>
      )}
    </>
  );
}

function Gained({
  relation: { relation, rows, loads },
  changes,
}: {
  relation: SnapshotChanges['gained'][number];
  changes: SnapshotChanges;
}) {
  const files = changes.loads.filter(load => load.relation === relation);
  const query = useAction(async () => {
    const { ref } = await rpc.notebooks.create({ text: notebookOf(relation, changes, files) });
    invalidate('notebooks');
    navigate(href('notebooks', ref));
  }, 'No notebook was made');
  return (
    <li>
      <a className="truncate" href={href('catalogue', relation)} title={files.map(file => file.fileName).join('\n')}>
        {relation}
      </a>
      <span className="faint changes-files">{plural(loads, 'load')}</span>
      <span className="number changes-plus">+{count(rows)}</span>
      <Button size="small" variant="quiet" onPress={query.run} isPending={query.pending}>
        Query them
      </Button>
    </li>
  );
}

/** Bronze only grows, and each row knows its load: the rows between two snapshots are those of the loads between them. */
function notebookOf(relation: string, { from, to }: SnapshotChanges, files: SnapshotChanges['loads']): string {
  const ids = files.map(file => file.loadId).join(', ');
  const statement = `select *\nfrom ${relation}\nwhere load_id in (${ids})`;
  return `# ${relation}: snapshot ${from} to ${to}\n\n\`\`\`sql id=c1\n${statement}\n\`\`\`\n`;
}
