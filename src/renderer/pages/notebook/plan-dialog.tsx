import { useEffect, useState } from 'react';
import type { SqlCell } from '../../../shared/domain/notebook.ts';
import type { PlanNode } from '../../../shared/rpc/cells.ts';
import { rpc } from '../../rpc/client.ts';
import { problemOf } from '../../rpc/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { count } from '../../ui/format.ts';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useSession } from './context.ts';

type Loaded = { kind: 'loading' } | { kind: 'ready'; plan: PlanNode[] } | { kind: 'failed'; message: string };

/** How SQLite means to run the statement, as a tree; reading a whole relation is marked. */
export function PlanDialog({ cell, onClose }: { cell: SqlCell; onClose: () => void }) {
  const session = useSession();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    const controller = new AbortController();
    Promise.resolve()
      .then(() => {
        const { sql, params, references } = session.runner.compile(cell);
        return rpc.cells.explain({ sql, params, references }, { signal: controller.signal });
      })
      .then(({ plan }) => setLoaded({ kind: 'ready', plan }))
      .catch(
        (error: unknown) =>
          !controller.signal.aborted && setLoaded({ kind: 'failed', message: problemOf(error).message }),
      );
    return () => controller.abort();
  }, [session, cell]);
  return (
    <Dialog title="Query plan" isOpen onClose={onClose} width={680}>
      {loaded.kind === 'loading' && <SkeletonRows rows={4} />}
      {loaded.kind === 'failed' && <ErrorState title="There is no plan" detail={loaded.message} />}
      {loaded.kind === 'ready' && (
        <ul className="nb-plan">
          {loaded.plan.map(node => (
            <PlanBranch key={node.id} node={node} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function PlanBranch({ node }: { node: PlanNode }) {
  return (
    <li>
      <div className="nb-plan-node">
        <code>{node.detail}</code>
        {node.fullScan && (
          <Badge tone="warn" icon="warning">
            full scan{node.rows === null ? '' : ` of ${count(node.rows)} rows`}
          </Badge>
        )}
        {node.materialises && <Badge tone="info">sorts or keeps rows</Badge>}
      </div>
      {node.index !== null && (
        <p className="nb-plan-hint">
          An index on {node.index.join(', ')} would spare this scan: add <code>-- @index {node.index.join(', ')}</code>{' '}
          to the head of <code>{node.relation}.sql</code>, and build it again.
        </p>
      )}
      {node.children.length > 0 && (
        <ul>
          {node.children.map(child => (
            <PlanBranch key={child.id} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
