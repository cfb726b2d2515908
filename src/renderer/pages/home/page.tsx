import { useLakeStatus } from '../../state/lake.ts';
import { Page } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { FirstRun } from './first-run.tsx';
import { Overview } from './overview.tsx';
import './home.css';

/** `#/home`: how the lakehouse is; the three ways in while it is empty. */
export default function HomePage() {
  const status = useLakeStatus();
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
