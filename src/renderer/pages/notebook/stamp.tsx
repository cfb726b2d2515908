import { useState } from 'react';
import type { SqlCell } from '../../../shared/domain/notebook.ts';
import { formatElapsed } from '../../grid/format.ts';
import { relationsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { SqlText } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { count, moment, plural } from '../../ui/format.ts';
import { HeldBack } from '../../ui/held-back.tsx';
import { STALE_TEXT, type CellResult } from './cell-run.ts';
import { useReading, useSession, useStaleness } from './context.ts';
import { PlanDialog } from './plan-dialog.tsx';

/** Where an output comes from: the lakehouse's state, the relations and their checks, and whether it still holds. */
export function Stamp({ cell, result }: { cell: SqlCell; result: CellResult }) {
  const session = useSession();
  const reading = useReading();
  const stale = useStaleness(cell);
  const [open, setOpen] = useState<'sql' | 'plan' | null>(null);
  const relations = valueOf(useQuery(relationsQuery)) ?? [];
  const reads = result.reads.filter(name => relations.some(relation => relation.name === name));
  return (
    <div className="nb-stamp">
      <span className="nb-stamp-text truncate number">
        {plural(result.rows, 'row')} · {formatElapsed(result.milliseconds)} · snapshot {result.snapshotId} ·{' '}
        {moment(result.at)}
        {reads.length > 0 && ' · '}
        {reads.map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <a href={href('catalogue', name)}>{name}</a>
          </span>
        ))}
      </span>
      {result.preview && (
        <>
          <Badge tone="info">preview: the first {count(result.rows)} rows</Badge>
          <Button size="small" variant="quiet" icon="play" onPress={() => void session.runner.run([cell.id])}>
            Run in full
          </Button>
        </>
      )}
      {result.part && <Badge tone="info">of a part of the text</Badge>}
      <HeldBack reads={reads} />
      {stale !== null && (
        <span title={STALE_TEXT[stale]}>
          <Badge tone="warn" icon="clock">
            stale: {stale}
          </Badge>
        </span>
      )}
      {stale !== null && (
        <Button size="small" variant="quiet" icon="play" onPress={() => void session.runner.run([cell.id])}>
          Run
        </Button>
      )}
      {!reading && (
        <span className="nb-quiet">
          <IconButton icon="code" label="SQL that ran" size="small" onPress={() => setOpen('sql')} />
          <IconButton icon="lineage" label="Query plan" size="small" onPress={() => setOpen('plan')} />
        </span>
      )}
      <Dialog title="SQL that ran" isOpen={open === 'sql'} onClose={() => setOpen(null)} width={720}>
        <SqlText sql={result.compiledSql} />
      </Dialog>
      {open === 'plan' && <PlanDialog cell={cell} onClose={() => setOpen(null)} />}
    </div>
  );
}
