import { pipelineFolders, pipelineNamed, pipelines } from '../pipelines/library.ts';
import { runRequest } from '../pipelines/pipeline.ts';
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
      return pipelines(folders()).map(({ name, title, description, schedule = null, params, steps }) => ({
        name,
        title,
        description,
        schedule,
        params,
        steps: steps.map(({ id, job, needs }, place) => ({
          id,
          job,
          needs: needs ?? steps.slice(Math.max(0, place - 1), place).map(step => step.id),
        })),
        ...(times.get(name) ?? { lastDueAt: null, nextDueAt: null, missed: 0 }),
      }));
    }),
    run: os.run.handler(async ({ input }) => {
      const jobs = await holder
        .current()
        .jobs.start(runRequest(pipelineNamed(input.name, folders()), 'app', input.params));
      return { runId: jobs[0]?.runId ?? '', jobIds: jobs.map(job => job.jobId) };
    }),
  };
}
