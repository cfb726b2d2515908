import { useConnection, useLakeStatus } from '../../state/lake.ts';
import { Page } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { FirstRun } from './first-run.tsx';
import { NotOpen } from './not-open.tsx';
import { Overview } from './overview.tsx';
import './home.css';

/** `#/home`: how the lakehouse is; the three ways in while it is empty. */
export default function HomePage() {
  const status = useLakeStatus();
  const connection = useConnection();
  if (status === null && connection.kind === 'refused') return <NotOpen problem={connection.problem} />;
  if (status === null)
    return (
      <Page title="Overview">
        <div className="home-grid" role="status" aria-label="Loading">
          <Skeleton height={72} />
          <Skeleton height={240} />
          <Skeleton height={160} />
        </div>
      </Page>
    );
  return status.empty ? <FirstRun /> : <Overview status={status} />;
}
