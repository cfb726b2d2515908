import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { useLiveJobs } from '../../state/lake.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/panel.tsx';
import { JobsPane } from './jobs-pane.tsx';
import './jobs.css';

/** `#/jobs`, `#/jobs/ID`, `#/jobs/run/RUN` for the job of a run that matters now. */
export default function JobsPage() {
  const { path } = useLocation();
  const live = useLiveJobs();
  const build = useAction(
    async () => navigate(href('jobs', String((await rpc.jobs.start({ kind: 'build' })).jobId))),
    'The build did not start',
  );
  return (
    <Page
      title="Jobs"
      subtitle={live.size > 0 ? `${live.size} queued or running` : undefined}
      actions={
        <Button icon="refresh" onPress={build.run} isPending={build.pending}>
          Build
        </Button>
      }
    >
      <JobsPane live={live} path={path} />
    </Page>
  );
}
