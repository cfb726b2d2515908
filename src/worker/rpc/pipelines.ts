import { pipelineFolders, pipelineNamed, pipelines, readLibrary } from '../pipelines/library.ts';
import { backfillRequest } from '../pipelines/backfill.ts';
import { fill, runRequest } from '../pipelines/pipeline.ts';
import { pipelineRuns } from '../pipelines/runs.ts';
import { touchedBy } from '../pipelines/touched.ts';
import type { RunRequest } from '../jobs/queue.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

export function pipelineCalls(os: WorkerImplementer['pipelines'], { holder }: WorkerProcess) {
  const folders = (): string[] => pipelineFolders(holder.current().lake.path);
  return {
    list: os.list.handler(() => {
      const times = new Map(
        holder
          .current()
          .scheduler.upcoming()
          .map(({ name, ...rest }) => [name, rest]),
      );
      return pipelines(folders()).map(
        ({ name, title, description, schedule = null, watch, backfill, params, steps }) => ({
          name,
          title,
          description,
          schedule,
          watch:
            watch === undefined
              ? null
              : { folder: String(fill(watch.folder, params, name)), settledSeconds: watch.settled_seconds },
          backfill: backfill !== undefined,
          params,
          steps: steps.map(({ id, job, needs }, place) => ({
            id,
            job,
            needs: needs ?? steps.slice(Math.max(0, place - 1), place).map(step => step.id),
          })),
          ...(times.get(name) ?? { lastDueAt: null, nextDueAt: null, missed: 0 }),
        }),
      );
    }),
    problems: os.problems.handler(() => readLibrary(folders()).problems),
    run: os.run.handler(({ input }) => start(runRequest(pipelineNamed(input.name, folders()), 'app', input.params))),
    backfill: os.backfill.handler(({ input }) =>
      start(backfillRequest(pipelineNamed(input.name, folders()), input, 'app', input.params)),
    ),
    runs: os.runs.handler(({ input }) => {
      const { lake, jobs } = holder.current();
      return pipelineRuns(lake.db, jobs, input.name, input.limit);
    }),
    touched: os.touched.handler(({ input }) =>
      holder
        .current()
        .jobs.list({ runId: input.runId, limit: 2000 })
        .map(job => ({ jobId: job.jobId, ...touchedBy(job) })),
    ),
  };

  async function start(request: RunRequest): Promise<{ runId: string; jobIds: number[] }> {
    const jobs = await holder.current().jobs.start(request);
    return { runId: jobs[0]?.runId ?? '', jobIds: jobs.map(job => job.jobId) };
  }
}
