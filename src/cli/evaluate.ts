import { Command, Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEvaluations } from '../worker/evaluation/read-evaluations.ts';
import { evaluationPage } from '../worker/reports/evaluation/page.ts';
import { openLakehouse } from '../worker/lakehouse/open.ts';
import type { Evaluation } from '../worker/evaluation/evaluate-lakehouse.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { duration, readable, wholeNumber } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';

interface Options {
  lake: string;
  json?: boolean;
  recommenders?: string[];
  of?: string[];
  html?: string;
  k: number;
  protocol?: string;
  days?: number;
  users: number;
  seed: number;
  benchmark?: string;
  data?: string;
  split?: string[];
  sequences?: string;
  search?: boolean;
  trials: number;
  train?: boolean;
  models?: string;
}

/** `tracklake evaluate`: every recommender on held-out listening, without a leak, with intervals. */
export function command(): Command {
  return new Command('evaluate')
    .description('judge the recommenders on held-out listening: fitted on the past, ranked over the whole catalogue')
    .option('--recommenders <names...>', 'only these')
    .option('--of <ids...>', 'what these stored models are made of, which is what their gates ask for')
    .option('--html <file>', 'write the figures as a page too, every recommender side by side')
    .option('--k <n>', 'the length of the judged lists', wholeNumber(1), 10)
    .addOption(
      new Option('--protocol <kind>', 'how data is parted (default: by time where plays have dates)').choices([
        'time',
        'leave-last-out',
        'per-user',
        'sessions',
      ]),
    )
    .option('--days <n>', 'length of the held-out period, for --protocol time and sessions', wholeNumber(1))
    .option('--users <n>', 'judge at most so many listeners (or sessions), drawn at random', wholeNumber(1), 2000)
    .option('--seed <n>', 'seed of the random numbers', wholeNumber(0), 1)
    .addOption(
      new Option('--benchmark <name>', 'instead: a published benchmark, our figures beside the published ones').choices(
        ['gowalla', 'hetrec', 'nowplaying'],
      ),
    )
    .option('--data <folder>', 'with --benchmark: the folder that holds the data sets')
    .option('--split <files...>', 'instead: a TRAIN and a TEST file in the LightGCN form')
    .option('--sequences <file>', 'instead: "user item" rows in time order, each user\'s last item to be found')
    .option('--search', 'choose parameters on a validation cut, of one of --recommenders or, with --benchmark, of all')
    .option(
      '--trials <n>',
      'with --search on a lakehouse: settings to try; started again it goes on',
      wholeNumber(1),
      18,
    )
    .option('--train', 'with nowplaying or --sequences: train the Transformer too, which takes minutes')
    .option(
      '--models <folder>',
      'where trainings and searches on benchmarks are kept, to go on from and not to be done again',
      'tracklake-models',
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      if (options.benchmark ?? options.split ?? options.sequences) {
        const { runBenchmark } = await import('./published-benchmark.ts');
        return runBenchmark(options);
      }
      if (options.search) {
        const { runSearch } = await import('./search-parameters.ts');
        return runSearch(options);
      }
      const { lake, json, protocol, days, recommenders, of, k, users, seed } = options;
      const next = of?.length ? await wantsNextTrack(lake, of) : false;
      const kind = protocol ?? (next ? 'sessions' : undefined) ?? (days === undefined ? undefined : 'time');
      const params = {
        recommenders,
        ...(of === undefined ? {} : { models: of }),
        k,
        users,
        seed,
        protocol: kind && { kind, ...(days === undefined ? {} : { days }) },
      };
      const evaluation = await runJob<Evaluation>(lake, { kind: 'evaluate', title: 'evaluate recommenders', params });
      if (options.html !== undefined) writePage(lake, options.html);
      await (json
        ? printJson({
            best: evaluation.recommenders[0]?.recommender,
            metrics: evaluation.recommenders[0]?.metrics,
            ...evaluation,
          })
        : printLine(evaluationText(evaluation)));
    });
}

function writePage(path: string, file: string): void {
  const lake = openLakehouse(resolve(path), { readonly: true });
  try {
    const runId = readEvaluations(lake, { limit: 1 })[0]?.runId;
    writeFileSync(file, evaluationPage(readEvaluations(lake, { runId: runId ?? null })));
  } finally {
    lake.close();
  }
}

/** Models that say what comes next are judged by sessions. */
async function wantsNextTrack(path: string, modelIds: readonly string[]): Promise<boolean> {
  const { taskOf } = await import('../worker/recommenders/registry.ts');
  const { findModel } = await import('../worker/recommenders/models/model-store.ts');
  const lake = openLakehouse(resolve(path), { readonly: true });
  try {
    return modelIds.every(modelId => taskOf(findModel(lake, modelId).recommender) === 'next-track');
  } finally {
    lake.close();
  }
}

const COLUMNS = (k: number): string[] => [
  `ndcg@${k}`,
  'recall@20',
  `map@${k}`,
  `hit_rate@${k}`,
  `coverage@${k}`,
  `novelty@${k}`,
  `popularity_bias@${k}`,
];

export function evaluationText(evaluation: Evaluation): string {
  const { k, held_out: heldOut, comparisons, attainable } = evaluation;
  const columns = COLUMNS(k).filter(name => evaluation.recommenders.some(({ metrics }) => metrics[name] !== undefined));
  const rows = evaluation.recommenders.map(({ recommender, metrics, intervals, fit_seconds }) => {
    const interval = intervals[`ndcg@${k}`];
    const range = interval === undefined ? '' : `${interval[0].toFixed(4)}…${interval[1].toFixed(4)}`;
    return [recommender, ...columns.map(name => metrics[name]?.toFixed(4) ?? null), range, duration(fit_seconds)];
  });
  const lines = [
    table(['', ...columns, `95 % of ndcg@${k}`, 'fit'], rows),
    '',
    evaluation.description,
    heldOut.moments === undefined
      ? `${readable(heldOut.users_judged)} of ${readable(heldOut.users)} listeners judged, ${heldOut.tracks_per_user.toFixed(1)} held-out tracks each; snapshot ${evaluation.snapshot_id}, seed ${evaluation.seed}`
      : `${readable(heldOut.moments)} moments of ${readable(heldOut.sessions_judged ?? 0)} of ${readable(heldOut.sessions ?? 0)} sessions judged; snapshot ${evaluation.snapshot_id}, seed ${evaluation.seed}`,
  ];
  const [closest] = [...comparisons].sort((a, b) => a.difference - b.difference);
  if (closest)
    lines.push(
      `${closest.a} against ${closest.b}: ${closest.metric} ${closest.difference >= 0 ? '+' : ''}${closest.difference.toFixed(4)}, p = ${closest.p.toFixed(4)} (paired)`,
    );
  if (attainable)
    lines.push(
      `synthetic data: the best reaches ${Math.round(100 * (attainable.share[`ndcg@${k}`] ?? 0))} % of the NDCG@${k} that the generator's own truth attains`,
    );
  else if (evaluation.synthetic) lines.push('synthetic data: these figures say nothing about real listeners');
  return [...lines, ...evaluation.notes].join('\n');
}
