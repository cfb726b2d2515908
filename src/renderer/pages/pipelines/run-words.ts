import type { PipelineRun } from '../../../shared/rpc/pipelines.ts';
import { duration, exactMoment, plural } from '../../ui/format.ts';

export function runState({ jobs }: PipelineRun): 'running' | 'failed' | 'cancelled' | 'succeeded' {
  if (jobs.some(job => job.state === 'running' || job.state === 'queued')) return 'running';
  if (jobs.some(job => job.state === 'failed')) return 'failed';
  return jobs.some(job => job.state === 'cancelled') ? 'cancelled' : 'succeeded';
}

export const runSeconds = ({ startedAt, finishedAt }: PipelineRun): number =>
  Math.max(0, ((finishedAt === null ? Date.now() : Date.parse(finishedAt)) - Date.parse(startedAt)) / 1000);

/** When it began, who asked for it, and how it ended. */
export function runInWords(run: PipelineRun): string {
  return `${exactMoment(run.startedAt)} · by ${run.trigger} · ${outcomeOf(run)}`;
}

function outcomeOf(run: PipelineRun): string {
  switch (runState(run)) {
    case 'running':
      return 'not ended';
    case 'failed':
      return `${plural(run.jobs.filter(job => job.state === 'failed').length, 'step')} failed`;
    case 'cancelled':
      return 'cancelled';
    case 'succeeded':
      return duration(runSeconds(run));
  }
}
