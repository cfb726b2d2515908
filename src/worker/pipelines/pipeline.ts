import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isCollection, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { JOB_KINDS } from '../../shared/domain/jobs.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { RunRequest } from '../jobs/queue.ts';
import type { JobRequest } from '../jobs/store.ts';
import { scheduleProblem } from './cron.ts';

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

/** A step needs only steps above it, so that a file reads in the order it runs, and no cycle can be written. */
const stepsSchema = z
  .array(stepSchema)
  .min(1)
  .superRefine((steps, { addIssue }) => {
    steps.forEach(({ id, needs = [] }, place) => {
      const above = steps.slice(0, place).map(step => step.id);
      if (above.includes(id)) addIssue({ code: 'custom', path: [place, 'id'], message: `two steps are called ${id}` });
      needs.forEach((need, at) => {
        if (!above.includes(need))
          addIssue({
            code: 'custom',
            path: [place, 'needs', at],
            message: `step ${id} needs ${need}, which is not above it`,
          });
      });
    });
  });

const pipelineSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes'),
  title: z.string(),
  description: z.string().default(''),
  /** Five cron fields, read in the time zone. */
  schedule: z
    .strictObject({ cron: z.string(), timezone: z.string().default('UTC') })
    .superRefine((schedule, { addIssue }) => {
      const problem = scheduleProblem(schedule);
      if (problem !== null) addIssue({ code: 'custom', path: [problem.field], message: problem.message });
    })
    .optional(),
  /** Starts when new files in the folder have not changed for a while. */
  watch: z.strictObject({ folder: z.string(), settled_seconds: z.number().positive().default(5) }).optional(),
  /** What a run for one week is given in place of the pipeline's own values; `${week}` is the week's last day. */
  backfill: z.strictObject({ params: z.record(z.string(), z.string()) }).optional(),
  /** Values that `${name}` stands for in the steps; a run may give others. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  steps: stepsSchema,
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
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.filter(key => typeof key !== 'symbol') ?? [];
  const wrong = issue?.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path;
  const value: unknown = document.getIn(wrong);
  const said = value === undefined || isCollection(value) ? '' : ` (it says ${JSON.stringify(value)})`;
  throw complaint(
    file,
    at(startOf(document, wrong)),
    `${path.join('.')}: ${issue?.message ?? 'not a pipeline'}${said}`,
  );
}

/** Where the value at `path` begins, or what it is missing in. */
function startOf(document: Document, path: readonly (string | number)[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0];
  }
  return undefined;
}

const complaint = (file: string, line: number, what: string): TracklakeError =>
  new TracklakeError('bad_input', `${file}:${line}: ${what}`, { file, line });

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
