import { Command } from 'commander';
import { resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';
import { quietContext } from '../worker/jobs/context.ts';
import { openLakehouse, type Lakehouse } from '../worker/lakehouse/open.ts';
import { compareLists, type ListComparison } from '../worker/recommenders/models/compare-lists.ts';
import { listModels, type StoredModel } from '../worker/recommenders/models/model-store.ts';
import { gatesOf, publishModel, rollBack } from '../worker/recommenders/models/publish.ts';
import { openServing } from '../worker/recommenders/serving/open-serving.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { byteSize, wholeNumber } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';

interface Options {
  lake: string;
  json?: boolean;
  gates?: string;
  publish?: string;
  override?: string;
  rollBack?: string;
  next: boolean;
  compare?: [string, string];
  k: number;
}

/** `tracklake models`: what was fitted, which one answers, and how to change that. */
export function command(): Command {
  return new Command('models')
    .description('the fitted models; publish one through its gates, roll back, or compare the lists of two')
    .option('--gates <id>', 'what stands between a model and being served')
    .option('--publish <id>', 'serve this model, when its gates pass')
    .option('--override <reason>', 'with --publish: serve it although a gate fails; the reason is kept in its card')
    .option('--roll-back <reason>', 'serve the model that was served before')
    .option('--next', 'with --roll-back: of the models for the next track', false)
    .option('--compare <ids...>', 'how the lists of two models differ, and for whom most')
    .option('--k <n>', 'length of the compared lists', wholeNumber(1), 10)
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const changes = options.publish !== undefined || options.rollBack !== undefined;
      const lake = openLakehouse(resolve(options.lake), changes ? { mustExist: true } : { readonly: true });
      try {
        const { result, text } = act(lake, options);
        await (options.json ? printJson(result) : printLine(text));
      } finally {
        lake.close();
      }
    });
}

function act(lake: Lakehouse, options: Options): { result: unknown; text: string } {
  const context = quietContext();
  if (options.publish !== undefined) {
    const override = options.override === undefined ? {} : { override: { reason: options.override } };
    const published = publishModel(lake, options.publish, override, context);
    return { result: published, text: `${published.model.modelId} is served` };
  }
  if (options.rollBack !== undefined) {
    const model = rollBack(lake, options.rollBack, context, options.next ? 'next-track' : 'lists');
    return { result: model, text: `${model.modelId} is served again` };
  }
  if (options.gates !== undefined) {
    const gates = gatesOf(lake, options.gates);
    return {
      result: gates,
      text: table(
        ['gate', '', 'found'],
        gates.map(gate => [gate.name, gate.passed ? 'passed' : 'failed', gate.detail]),
        100,
      ),
    };
  }
  if (options.compare !== undefined) {
    const [a, b] = options.compare.map(modelId => openServing(lake, { modelId }));
    if (a === undefined || b === undefined) throw new TracklakeError('bad_input', '--compare takes two model ids');
    const comparison = compareLists(a, b, { k: options.k }, context);
    return { result: comparison, text: comparisonText(comparison) };
  }
  const models = listModels(lake);
  return { result: models, text: models.length === 0 ? 'nothing is fitted yet (tracklake fit)' : modelsText(models) };
}

const modelsText = (models: readonly StoredModel[]): string =>
  table(
    ['model', 'recommender', '', 'snapshot', 'size', 'fitted at'],
    models.map(model => [
      model.modelId,
      model.recommender,
      model.state,
      model.snapshotId,
      byteSize(model.bytes),
      model.fittedAt,
    ]),
  );

function comparisonText({
  a,
  b,
  k,
  users,
  overlap,
  rank_biased_overlap: rbo,
  changed_most: changed,
}: ListComparison): string {
  const rows = changed
    .slice(0, 10)
    .map(list => [list.user_id, list.overlap, list.entered.map(({ title }) => title).join(', ')]);
  const mean = `${a} and ${b}, ${users} listeners: overlap@${k} ${overlap.toFixed(3)}, rank-biased overlap ${rbo.toFixed(3)}`;
  return `${mean}\n\n${table(['changed most', `overlap@${k}`, 'entered'], rows, 80)}`;
}
