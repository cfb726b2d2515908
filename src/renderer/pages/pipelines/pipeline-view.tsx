import type { PipelineInfo, PipelineRun } from '../../../shared/rpc/pipelines.ts';
import { useLiveJobs } from '../../state/lake.ts';
import { pipelineRunsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Gantt } from './gantt.tsx';
import { PipelineHead } from './pipeline-head.tsx';
import { RunPicker } from './run-picker.tsx';
import { StepGraph } from './step-graph.tsx';
import { StepView } from './step-view.tsx';

interface Props {
  pipeline: PipelineInfo;
  runId: string | undefined;
  jobId: string | null;
}

/** One pipeline: what it is, its graph in the colours of a run, the run over time, and one step of it. */
export function PipelineView({ pipeline, runId, jobId }: Props) {
  const answer = useQuery(pipelineRunsQuery(pipeline.name));
  const live = useLiveJobs();
  return (
    <div className="pipeline">
      <PipelineHead pipeline={pipeline} />
      <Answered answer={answer}>
        {runs => {
          const run = runs.find(each => each.runId === runId) ?? runs[0];
          const current = run === undefined ? null : withLive(run, live);
          return (
            <>
              <StepGraph pipeline={pipeline} run={current} />
              {current === null ? (
                <EmptyState icon="clock" title="It has not run yet">
                  Its runs appear here, each step over time, with its log and what it read and wrote.
                </EmptyState>
              ) : (
                <RunPanes pipeline={pipeline} runs={runs} run={current} jobId={jobId} />
              )}
            </>
          );
        }}
      </Answered>
    </div>
  );
}

function RunPanes({
  pipeline,
  runs,
  run,
  jobId,
}: {
  pipeline: PipelineInfo;
  runs: readonly PipelineRun[];
  run: PipelineRun;
  jobId: string | null;
}) {
  const job = run.jobs.find(each => String(each.jobId) === jobId) ?? worthALook(run);
  return (
    <>
      <RunPicker pipeline={pipeline.name} runs={runs} selected={run.runId} />
      <Gantt run={run} selected={job?.jobId ?? null} />
      {job !== undefined && <StepView key={job.jobId} job={job} runId={run.runId} />}
    </>
  );
}

/** What runs, else what failed, else the last that did something. */
const worthALook = ({ jobs }: PipelineRun): PipelineRun['jobs'][number] | undefined =>
  jobs.find(job => job.state === 'running') ??
  jobs.find(job => job.state === 'failed') ??
  jobs.findLast(job => job.startedAt !== null) ??
  jobs[0];

function withLive(run: PipelineRun, live: ReturnType<typeof useLiveJobs>): PipelineRun {
  return { ...run, jobs: run.jobs.map(job => ({ ...job, ...live.get(job.jobId) })) };
}
