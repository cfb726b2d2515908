import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { JOB_KINDS } from '../../shared/domain/jobs.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { RunRequest } from '../jobs/queue.ts';
import type { JobRequest } from '../jobs/store.ts';

const stepSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes'),
  job: z.enum(JOB_KINDS),
  title: z.string().optional(),
  /** Ids of the steps that must succeed before it. Default: the step above it. */
  needs: z.array(z.string()).optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  retries: z.number().int().min(0).max(10).optional(),
  timeout_minutes: z.number().positive().optional(),
});

const pipelineSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes'),
  title: z.string(),
  description: z.string().default(''),
  /** Five cron fields, read in the time zone. */
  schedule: z.strictObject({ cron: z.string(), timezone: z.string().default('UTC') }).optional(),
  /** Starts when new files in the folder have not changed for a while. */
  watch: z.strictObject({ folder: z.string(), settled_seconds: z.number().positive().default(5) }).optional(),
  /** What a run for one week is given in place of the pipeline's own values; `${week}` is the week's last day. */
  backfill: z.strictObject({ params: z.record(z.string(), z.string()) }).optional(),
  /** Values that `${name}` stands for in the steps; a run may give others. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  steps: z.array(stepSchema).min(1),
});

/** A graph of jobs, declared in one YAML file of `data/pipelines/`. */
export type Pipeline = z.infer<typeof pipelineSchema>;
export type PipelineParams = Pipeline['params'];

/** Reads a pipeline. Throws `bad_input` that names the file, the line and what is wrong there. */
export function readPipeline(path: string): Pipeline {
  return parsePipeline(readFileSync(path, 'utf8'), basename(path));
}

export function parsePipeline(text: string, file: string): Pipeline {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number | undefined): number => (offset === undefined ? 1 : lines.linePos(offset).line);
  const [broken] = document.errors;
  if (broken) throw complaint(file, at(broken.pos[0]), broken.message.split('\n')[0] ?? broken.message);
  const parsed = pipelineSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.filter(key => typeof key !== 'symbol') ?? [];
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    throw complaint(file, at(node?.range?.[0]), `${path.join('.')}: ${issue?.message ?? 'not a pipeline'}`);
  }
  checkNeeds(parsed.data, file);
  return parsed.data;
}

const complaint = (file: string, line: number, what: string): TracklakeError =>
  new TracklakeError('bad_input', `${file}:${line}: ${what}`, { file, line });

/** A step needs only steps above it, so that a file reads in the order it runs, and no cycle can be written. */
function checkNeeds({ steps }: Pipeline, file: string): void {
  steps.forEach((step, place) => {
    const above = steps.slice(0, place).map(({ id }) => id);
    if (above.includes(step.id))
      throw new TracklakeError('bad_input', `${file}: two steps are called ${step.id}`, { file });
    const unknown = step.needs?.find(id => !above.includes(id));
    if (unknown !== undefined) {
      throw new TracklakeError('bad_input', `${file}: step ${step.id} needs ${unknown}, which is not above it`, {
        file,
        value: unknown,
      });
    }
  });
}

/** The jobs of one run, with `params` in place of the pipeline's own where they are given. */
export function runRequest(pipeline: Pipeline, trigger: string, params: PipelineParams = {}): RunRequest {
  const values = { ...pipeline.params, ...params };
  const places = new Map(pipeline.steps.map(({ id }, place) => [id, place]));
  const jobs = pipeline.steps.map((step): JobRequest => {
    const request: JobRequest = {
      kind: step.job,
      title: String(fill(step.title ?? step.id, values, pipeline.name)),
      params: fill(step.with, values, pipeline.name) as Record<string, unknown>,
    };
    if (step.needs !== undefined) request.needs = step.needs.map(id => places.get(id) ?? -1);
    if (step.retries !== undefined) request.retries = step.retries;
    if (step.timeout_minutes !== undefined) request.timeoutSeconds = step.timeout_minutes * 60;
    return request;
  });
  return { title: pipeline.title, trigger, jobs, pipeline: pipeline.name };
}

/** Puts values in place of `${name}`. A text that is one placeholder becomes the value itself, with its type. */
export function fill(value: unknown, values: PipelineParams, pipeline: string): unknown {
  if (Array.isArray(value)) return value.map(item => fill(item, values, pipeline));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values, pipeline)]));
  }
  if (typeof value !== 'string') return value;
  const lookUp = (name: string): string | number | boolean => {
    const found = values[name];
    if (found === undefined)
      throw new TracklakeError('bad_input', `pipeline ${pipeline} has no value for \${${name}}`, { value: name });
    return found;
  };
  const whole = /^\$\{(\w+)\}$/.exec(value)?.[1];
  return whole === undefined
    ? value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => String(lookUp(name)))
    : lookUp(whole);
}
