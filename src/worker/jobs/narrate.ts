import type { Progress } from '../../shared/domain/progress.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from './context.ts';

/** Tells in a job's log what it was asked, each stage that it finished, and how it ended. */
export interface Narration {
  /** The job's own context, which listens to its progress. */
  readonly context: JobContext;
  begun(kind: string, params: Record<string, unknown>): void;
  succeeded(result: unknown): void;
  failed(error: unknown): void;
}

/** Stages shorter than this are not worth a line. */
const TOLD_MS = 50;

export function narrate(context: JobContext, now: () => number = () => performance.now()): Narration {
  const began = now();
  let stage: { last: Progress; doneAtStart: number; began: number } | undefined;

  function endStage(): void {
    if (stage === undefined) return;
    const milliseconds = now() - stage.began;
    if (milliseconds >= TOLD_MS) context.log('debug', stageInWords(stage.last, stage.doneAtStart, milliseconds));
    stage = undefined;
  }

  return {
    context: {
      ...context,
      progress(progress) {
        if (stage?.last.stage !== progress.stage) {
          endStage();
          stage = { last: progress, doneAtStart: progress.done, began: now() };
        }
        stage.last = progress;
        context.progress(progress);
      },
    },
    begun: (kind, params) => context.log('info', `${kind} ${JSON.stringify(params)}`),
    succeeded(result) {
      endStage();
      const facts = factsOf(result);
      context.log('info', `done in ${seconds(now() - began)}${facts === '' ? '' : `: ${facts}`}`);
    },
    failed(error) {
      endStage();
      const after = `after ${seconds(now() - began)}`;
      if (error instanceof TracklakeError) context.log('info', `${error.code} ${after}: ${error.message}`);
      else context.log('error', `internal ${after}: ${whole(error)}`);
    },
  };
}

const whole = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function stageInWords({ stage, done, unit }: Progress, doneAtStart: number, milliseconds: number): string {
  const count = done - doneAtStart;
  const rate = Math.round((count / milliseconds) * 1000);
  return count <= 0
    ? `${stage}: ${seconds(milliseconds)}`
    : `${stage}: ${number(count)} ${unit} in ${seconds(milliseconds)}, ${number(rate)} ${unit}/s`;
}

/** The plain numbers and names of a result: `rows loaded 38,412, snapshot id 11`. */
function factsOf(result: unknown): string {
  if (typeof result !== 'object' || result === null) return '';
  return Object.entries(result)
    .flatMap(([key, value]): string[] => {
      const name = key.replaceAll(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
      if (typeof value === 'number') return [`${name} ${number(value)}`];
      if (typeof value === 'string' && value.length <= 80) return [`${name} ${value}`];
      return Array.isArray(value) ? [`${number(value.length)} ${name}`] : [];
    })
    .join(', ');
}

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 3 });
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
