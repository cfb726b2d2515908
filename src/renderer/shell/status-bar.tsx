import { useEffect, useState } from 'react';
import type { Job } from '../../shared/domain/jobs.ts';
import type { LakeStatus } from '../../shared/rpc/lake.ts';
import { useConnection, useLakeStatus, useLiveJobs, type Connection } from '../state/lake.ts';
import { href } from '../state/router.ts';
import { useZoom } from '../state/zoom.ts';
import { StatusDot } from '../ui/badge.tsx';
import { count, plural, sentence } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Bar } from '../ui/progress.tsx';

/** The line at the foot: connection, lakehouse, snapshot, checks, the running job. */
export function StatusBar() {
  const status = useLakeStatus();
  const zoom = useZoom();
  return (
    <footer className="status" aria-label="Status">
      <ConnectionState />
      {status !== null && <LakeState status={status} />}
      <span className="status-gap" />
      <RunningJob />
      {zoom !== 1 && <span className="status-item number">{Math.round(zoom * 100)}%</span>}
    </footer>
  );
}

function ConnectionState() {
  const connection = useConnection();
  const slow = useSince(connection);
  switch (connection.kind) {
    case 'online':
      return (
        <span className="status-item" role="status">
          <StatusDot tone="ok" label="Connected" />
        </span>
      );
    case 'connecting':
    case 'lost':
      return (
        <span className="status-item" role="status" data-tone={slow ? 'warn' : undefined}>
          <StatusDot tone={slow ? 'warn' : 'neutral'} label="Not connected" pulsing />
          {slow && (connection.kind === 'lost' ? 'Reconnecting…' : 'Starting…')}
        </span>
      );
    case 'refused':
      return (
        <span className="status-item" role="status" data-tone="warn">
          <StatusDot tone="warn" label="Connected" /> No lakehouse is open
        </span>
      );
    case 'unauthorised':
      return <span className="status-item">No key</span>;
  }
}

/** A short loss heals unnoticed: words come after 0.8 s. */
function useSince(connection: Connection): boolean {
  const [slow, setSlow] = useState<Connection | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(connection), 800);
    return () => clearTimeout(timer);
  }, [connection]);
  return slow === connection;
}

function LakeState({ status }: { status: LakeStatus }) {
  const { checks } = status;
  return (
    <>
      <span className="status-item status-path" title={status.path}>
        <span className="truncate">{status.path.split(/[\\/]/).pop()}</span>
      </span>
      <a className="status-item number" href={href('data', 'snapshots')} title="Snapshot: the state of the lakehouse">
        <Icon name="history" size={12} />
        {status.snapshotId === 0 ? 'empty' : `snapshot ${status.snapshotId}`}
      </a>
      {status.coveredTo !== null && (
        <span className="status-item" title="Days that the listening data covers">
          {status.coveredFrom} – {status.coveredTo}
        </span>
      )}
      {checks.passed + checks.warned + checks.failed > 0 && (
        <a className="status-item number" href={href('catalogue', { checks: 'failed' })} data-tone={checksTone(checks)}>
          <Icon name={checks.failed > 0 ? 'error' : checks.warned > 0 ? 'warning' : 'success'} size={12} />
          {checksText(checks)}
        </a>
      )}
      {status.stale.length > 0 && (
        <a
          className="status-item"
          href={href('catalogue', { stale: '1' })}
          data-tone="warn"
          title={status.stale.join(', ')}
        >
          {plural(status.stale.length, 'stale relation')}
        </a>
      )}
      {!status.writable && (
        <span className="status-item" data-tone="warn">
          <Icon name="lock" size={12} /> read-only
        </span>
      )}
    </>
  );
}

const checksTone = (checks: LakeStatus['checks']) =>
  checks.failed > 0 ? 'error' : checks.warned > 0 ? 'warn' : undefined;

function checksText({ passed, warned, failed }: LakeStatus['checks']): string {
  if (failed > 0) return `${plural(failed, 'check')} failed`;
  if (warned > 0) return `${plural(warned, 'warning')}`;
  return `${count(passed)} checks passed`;
}

function RunningJob() {
  const jobs = [...useLiveJobs().values()];
  const running = jobs.find(job => job.state === 'running');
  if (running === undefined) return null;
  return (
    <a className="status-item status-job" href={href('jobs', String(running.jobId))}>
      <Bar share={shareOf(running)} />
      <span className="truncate">
        {sentence(running.title)}
        {running.progress !== null && `: ${running.progress.stage}`}
      </span>
      {jobs.length > 1 && <span className="faint">+{jobs.length - 1}</span>}
    </a>
  );
}

const shareOf = ({ progress }: Job): number | null =>
  progress?.total == null || progress.total === 0 ? null : Math.min(1, progress.done / progress.total);
