import type { LakeStatus } from '../../../shared/rpc/lake.ts';
import { useLiveJobs } from '../../state/lake.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { bytes, count, moment, percent, plural, sentence, shortCount } from '../../ui/format.ts';
import { Figure, Page, Panel } from '../../ui/panel.tsx';
import { Bar, ProgressBar } from '../../ui/progress.tsx';
import { Notice } from '../../ui/states.tsx';
import { Attention } from './attention.tsx';
import { NotebookList } from './notebook-list.tsx';
import { RecentJobs } from './recent-jobs.tsx';
import { WeeklyPlays } from './weekly-plays.tsx';

/** How the lakehouse is this morning, and where to go from here. */
export function Overview({ status }: { status: LakeStatus }) {
  return (
    <Page
      title="Overview"
      subtitle={status.lastBuiltAt === null ? undefined : `built ${moment(status.lastBuiltAt)}`}
      actions={
        <>
          <Button icon="upload" onPress={() => navigate(href('data', 'import'))}>
            Import
          </Button>
          <Button icon="notebook" onPress={() => navigate(href('notebooks'))}>
            Notebooks
          </Button>
        </>
      }
    >
      <div className="home-grid">
        <RunInProgress />
        <Figures status={status} />
        <Panel title="Plays per week">
          <WeeklyPlays />
        </Panel>
        <div className="home-columns">
          <Panel title="Needs attention" flush>
            <Attention status={status} />
          </Panel>
          <Panel title="Dashboards and notebooks" flush>
            <NotebookList />
          </Panel>
          <Panel
            title="Latest jobs"
            flush
            actions={
              <Button size="small" variant="quiet" onPress={() => navigate(href('jobs'))}>
                All jobs
              </Button>
            }
          >
            <RecentJobs />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function Figures({ status }: { status: LakeStatus }) {
  const { relations } = status;
  return (
    <div className="home-figures">
      <Figure name="Plays" value={shortCount(status.listens)} note={`${count(status.listens)} in bronze`} />
      <Figure
        name="Covers"
        value={weeksBetween(status.coveredFrom, status.coveredTo)}
        note={status.coveredTo === null ? 'no dated plays' : `${status.coveredFrom} – ${status.coveredTo}`}
      />
      <Figure
        name="Relations"
        value={relations.silver + relations.gold}
        note={`${relations.silver} silver, ${relations.gold} gold`}
      />
      <Figure name="Loads" value={count(status.loads)} note={`${plural(status.quarantined, 'row')} in quarantine`} />
      <Figure name="On disk" value={bytes(status.bytes + status.walBytes)} note={`${bytes(status.freeBytes)} free`} />
      <Figure name="Checks" value={checksValue(status.checks)} note={checksNote(status.checks)} />
    </div>
  );
}

const checksValue = ({ passed, warned, failed }: LakeStatus['checks']) =>
  passed + warned + failed === 0 ? '–' : percent(passed / (passed + warned + failed), 0);

function checksNote({ passed, warned, failed }: LakeStatus['checks']): string {
  if (passed + warned + failed === 0) return 'none has run';
  if (failed > 0) return `${count(failed)} failed, ${count(warned)} warned`;
  return warned > 0 ? `passed; ${plural(warned, 'warning')}` : `all ${count(passed)} passed`;
}

function weeksBetween(from: string | null, to: string | null): string {
  if (from === null || to === null) return '–';
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return plural(Math.max(1, Math.round(days / 7)), 'week');
}

function RunInProgress() {
  const running = [...useLiveJobs().values()].find(job => job.state === 'running');
  if (running === undefined) return null;
  return (
    <Notice
      actions={
        <Button size="small" onPress={() => navigate(href('jobs', String(running.jobId)))}>
          Watch
        </Button>
      }
    >
      <strong>{sentence(running.title)}</strong>
      {running.progress === null ? (
        <Bar share={null} />
      ) : (
        <ProgressBar progress={running.progress} label={running.title} />
      )}
    </Notice>
  );
}
