import { TracklakeError } from '../shared/errors.ts';
import type { BenchmarkName } from '../worker/evaluation/benchmarks/chosen.ts';
import { evaluateBenchmark, type BenchmarkOptions } from '../worker/evaluation/benchmarks/evaluate-benchmark.ts';
import { judgeNextTrack, type NextTrackReport } from '../worker/evaluation/benchmarks/next-track.ts';
import { nowplayingTask, sequencesTask } from '../worker/evaluation/benchmarks/next-track-files.ts';
import type { NextTrackTask } from '../worker/evaluation/benchmarks/next-track-task.ts';
import { NOWPLAYING_PUBLISHED } from '../worker/evaluation/benchmarks/published.ts';
import { benchmarkText } from '../worker/evaluation/benchmarks/report-text.ts';
import { printJson, printLine, table } from './output.ts';
import { terminalContext } from './terminal-context.ts';

export interface PublishedBenchmarkOptions {
  json?: boolean;
  recommenders?: string[];
  benchmark?: string;
  data?: string;
  split?: string[];
  sequences?: string;
  search?: boolean;
  train?: boolean;
  models?: string;
}

/** `tracklake evaluate --benchmark …`: our figures on public data, beside the published ones. Needs no lakehouse. */
export async function runBenchmark(options: PublishedBenchmarkOptions): Promise<void> {
  if (options.sequences !== undefined) return showNextTrack(options, 'sequences', sequencesTask(options.sequences));
  if (options.benchmark === 'nowplaying') return showNextTrack(options, 'nowplaying', nowplayingTask(dataOf(options)));
  const report = await evaluateBenchmark(
    {
      what: whatOf(options),
      ...(options.recommenders === undefined ? {} : { recommenders: options.recommenders }),
      ...(options.search === undefined ? {} : { search: options.search }),
      ...(options.models === undefined || !searches(options) ? {} : { keepIn: options.models }),
    },
    terminalContext('evaluating'),
  );
  if (!options.json) return printLine(benchmarkText(report));
  const { k } = report;
  const rows = report.rows.map(({ metrics, ...row }) => ({
    ...row,
    metrics: {
      [`recall@${k}`]: metrics.recall,
      [`ndcg@${k}`]: metrics.ndcg,
      [`mrr@${k}`]: metrics.mrr,
      [`map@${k}`]: metrics.map,
      [`hit_rate@${k}`]: metrics.hit,
      [`precision@${k}`]: metrics.precision,
      users: metrics.users,
    },
  }));
  await printJson({ ...report, rows });
}

/** A pair of files of one's own is always searched. */
const searches = ({ search, split }: PublishedBenchmarkOptions): boolean => search === true || split !== undefined;

function whatOf({ benchmark, split, ...options }: PublishedBenchmarkOptions): BenchmarkOptions['what'] {
  if (split === undefined) return { kind: 'named', name: benchmark as BenchmarkName, folder: dataOf(options) };
  const [train, test, ...more] = split;
  if (train === undefined || test === undefined || more.length > 0)
    throw new TracklakeError('bad_input', '--split takes two files: TRAIN TEST');
  return { kind: 'split', train, test };
}

function dataOf({ data }: PublishedBenchmarkOptions): string {
  if (data === undefined)
    throw new TracklakeError('bad_input', '--benchmark needs --data FOLDER, the folder that holds the data sets');
  return data;
}

async function showNextTrack(
  { json, train, models }: PublishedBenchmarkOptions,
  benchmark: string,
  task: NextTrackTask,
): Promise<void> {
  const report = await judgeNextTrack(task, terminalContext('evaluating'), {
    ...(train === undefined ? {} : { train }),
    ...(models === undefined ? {} : { models }),
  });
  const { k } = task;
  if (!json) return printLine(nextTrackText(benchmark, task, report));
  const rows = report.rows.map(({ metrics, ...row }) => ({
    ...row,
    metrics: {
      [`hit_rate@${k}`]: metrics.hit,
      [`precision_as_hit_rate@${k}`]: metrics.hit,
      [`mrr@${k}`]: metrics.mrr,
      [`ndcg@${k}`]: metrics.ndcg,
      moments: metrics.moments,
    },
  }));
  await printJson({
    benchmark,
    k,
    choice: report.choice,
    notes: report.notes,
    rows,
    published: benchmark === 'nowplaying' ? NOWPLAYING_PUBLISHED : [],
  });
}

function nextTrackText(
  benchmark: string,
  { k, moments, repeats }: NextTrackTask,
  { rows, choice, notes }: NextTrackReport,
): string {
  const percent = (share: number): string => (100 * share).toFixed(2);
  const ours = rows.map(({ model, metrics, fitSeconds, p90 }) => [
    model,
    percent(metrics.hit),
    percent(metrics.mrr),
    percent(metrics.ndcg),
    fitSeconds.toFixed(1),
    p90.toFixed(2),
    'ours',
  ]);
  const theirs =
    benchmark === 'nowplaying'
      ? NOWPLAYING_PUBLISHED.map(({ model, hit, mrr, source }) => [
          model,
          percent(hit),
          percent(mrr),
          '',
          '',
          '',
          source,
        ])
      : [];
  const judged = `${rows[0]?.metrics.moments ?? 0} moments (${moments === 'last' ? 'the last item of each sequence' : 'every prefix of each session'}), the whole catalogue ranked, ${repeats ? 'repeats allowed' : 'heard items masked'}`;
  return `${benchmark}: ${judged}\n${choice}\n\n${table(['model', `P@${k} %`, `MRR@${k} %`, `NDCG@${k} %`, 'fit s', 'p90 ms', ''], [...ours, ...theirs])}${notes.map(note => `\n${note}`).join('')}`;
}
