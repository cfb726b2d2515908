import { Command } from 'commander';
import { TracklakeError } from '../shared/errors.ts';
import type { FitResult } from '../worker/recommenders/models/fit-model.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { byteSize, duration, readable, wholeNumber } from './numbers.ts';
import { printJson, printLine } from './output.ts';
import { runJob } from './run-jobs.ts';

/** `tracklake fit`: learns a model from everything in the lakehouse, stores it under its id, and serves it when its gates pass. */
export function command(): Command {
  return new Command('fit')
    .description('fit a recommender on the lakehouse; the model is stored under its id, and served when its gates pass')
    .option('--recommender <name>', 'which one', 'hybrid')
    .option('--set <param=value...>', 'parameters that differ from its defaults')
    .option('--seed <n>', 'seed of the random numbers', wholeNumber(0), 1)
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (options: { lake: string; json?: boolean; recommender: string; set?: string[]; seed: number }) => {
      const params = { recommender: options.recommender, params: paramsOf(options.set ?? []), seed: options.seed };
      const result = await runJob<FitResult>(options.lake, {
        kind: 'fit',
        title: `fit ${options.recommender}`,
        params,
      });
      await (options.json ? printJson(result) : printLine(fitText(result)));
    });
}

/** `factors=64` → {factors: 64}; a value is JSON where it reads as JSON, else text. */
export function paramsOf(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(pair => {
      const [, name, value] = /^([\w.-]+)=(.*)$/.exec(pair) ?? [];
      if (name === undefined || value === undefined)
        throw new TracklakeError('bad_input', `not param=value: "${pair}"`, { value: pair });
      return [name, jsonOrText(value)];
    }),
  );
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function fitText({ model, reused, gates }: FitResult): string {
  const { users, tracks, pairs } = model.card.data;
  const made = reused ? 'had been fitted before' : `fitted in ${duration(model.seconds)}, ${byteSize(model.bytes)}`;
  return `model ${model.modelId} (${model.recommender}): ${made}\n${readable(users)} listeners, ${readable(tracks)} tracks, ${readable(pairs)} pairs, snapshot ${model.snapshotId}\n${servedText(model, gates)}`;
}

function servedText({ modelId, state }: FitResult['model'], gates: FitResult['gates']): string {
  if (state === 'served') return 'it is served';
  const failed = gates.filter(({ passed }) => !passed).map(({ name, detail }) => `${name}: ${detail}`);
  return `it is a candidate (${failed.join('; ')}); tracklake evaluate --of ${modelId}, then tracklake models --publish ${modelId}`;
}
