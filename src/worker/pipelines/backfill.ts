import { TracklakeError } from '../../shared/errors.ts';
import type { RunRequest } from '../jobs/queue.ts';
import type { JobRequest } from '../jobs/store.ts';
import { fill, runRequest, type Pipeline, type PipelineParams } from './pipeline.ts';

const MOST_WEEKS = 530;
const WEEK_MS = 7 * 86_400_000;

/**
 * One run that does a pipeline for each week from `from` to `to`, in order: a week begins when the one before it has
 * succeeded, and resuming a failed one goes on from there. Weeks are named by their last day; `${week}` stands for it in
 * the pipeline's `backfill.params`. Throws `unsupported` for a pipeline that does not say what a week is.
 */
export function backfillRequest(
  pipeline: Pipeline,
  { from, to }: { from: string; to: string },
  trigger: string,
  params: PipelineParams = {},
): RunRequest {
  const { backfill, name } = pipeline;
  if (backfill === undefined)
    throw new TracklakeError('unsupported', `pipeline ${name} can't be backfilled: it has no "backfill" in its file`);
  const jobs: JobRequest[] = [];
  let before: number[] = [];
  for (const week of weeksBetween(from, to)) {
    const values = { ...pipeline.params, ...params, week };
    const ofTheWeek = fill(backfill.params, values, name) as PipelineParams;
    const steps = runRequest(pipeline, trigger, { ...values, ...ofTheWeek }).jobs;
    const first = jobs.length;
    const needs = steps.map((step, place) => step.needs ?? (place === 0 ? [] : [place - 1]));
    steps.forEach((step, place) => {
      const own = (needs[place] ?? []).map(earlier => first + earlier);
      jobs.push({ ...step, title: `${week}: ${step.title}`, needs: own.length > 0 ? own : before });
    });
    before = steps.map((_, place) => first + place).filter((_, place) => !needs.some(each => each.includes(place)));
  }
  return { title: `${pipeline.title}, ${from} to ${to}`, trigger, jobs, pipeline: name };
}

/** The last days of the weeks from `from` to `to`. */
export function weeksBetween(from: string, to: string): string[] {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (last < first) throw new TracklakeError('bad_input', `${to} is before ${from}`, { value: to });
  const weeks = Math.floor((last - first) / WEEK_MS) + 1;
  if (weeks > MOST_WEEKS)
    throw new TracklakeError('limit', `${weeks} weeks at once; up to ${MOST_WEEKS} are done in one run`);
  return Array.from({ length: weeks }, (_, week) => new Date(first + week * WEEK_MS).toISOString().slice(0, 10));
}

function dayOf(date: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date)
    throw new TracklakeError('bad_input', `not a day: "${date}" (write 2025-01-07)`, { value: date });
  return at;
}
