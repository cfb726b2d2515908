import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import { type BenchmarkName, CHOSEN } from './chosen.ts';
import { hetrecTask, readHetrec } from './hetrec.ts';
import { type BenchmarkRow, type Chosen, judgeSplit, type Task } from './judge-split.ts';
import { GOWALLA_PUBLISHED, HETREC_PUBLISHED, type PublishedFigure } from './published.ts';
import type { SearchContext } from './search.ts';
import { bareDataset, readLightGcnSplit } from './split.ts';
import { cutForValidation, judgedUsers } from './validation-cut.ts';

export interface BenchmarkOptions {
  /** A published protocol, or a pair of files in the LightGCN form. */
  readonly what:
    | { readonly kind: 'named'; readonly name: BenchmarkName; /** Holds the data sets. */ readonly folder: string }
    | { readonly kind: 'split'; readonly train: string; readonly test: string };
  /** Only these recommenders (and the blend of them); default all that the data can feed. */
  readonly recommenders?: readonly string[];
  /** Search parameters and weights now; otherwise a named benchmark uses those that an earlier search found. */
  readonly search?: boolean;
  /** For protocols that split at random: one run for each. */
  readonly seeds?: readonly number[];
  readonly threads?: number;
  /** A folder for what a search has tried, so that one that was cut off goes on. */
  readonly keepIn?: string;
}

export interface BenchmarkReport {
  readonly benchmark: string;
  readonly protocol: string;
  readonly k: number;
  /** Where the parameters are from: "searched on a validation cut" or "found by an earlier search". */
  readonly choice: string;
  /** Ours, means over the seeds. */
  readonly rows: readonly BenchmarkRow[];
  readonly published: readonly PublishedFigure[];
  readonly chosen: Chosen;
}

const COMMON = 'full ranking, train items masked, ties by item index';

/** Fits, judges and reports every recommender on a benchmark, beside the published figures. */
export async function evaluateBenchmark(options: BenchmarkOptions, ctx: JobContext): Promise<BenchmarkReport> {
  const { keepIn } = options;
  const context: SearchContext = {
    ...{ ...ctx, seed: 1, threads: options.threads ?? 2 },
    ...(keepIn === undefined ? {} : { keepIn }),
  };
  const { what, recommenders = null } = options;
  if (what.kind === 'split') {
    const { rows, chosen } = await judgeSplit(splitTask(what.train, what.test), recommenders, null, context);
    return report('split', `${what.train} → ${what.test}; ${COMMON}`, 20, null, rows, [], chosen);
  }
  const known = options.search === true ? null : CHOSEN[what.name];
  if (what.name === 'gowalla') {
    const folder = dataFolder(what.folder, 'gowalla-lightgcn', 'train.txt');
    const task = splitTask(join(folder, 'train.txt'), join(folder, 'test.txt'));
    const { rows, chosen } = await judgeSplit(task, recommenders, known, context);
    return report('gowalla', `the LightGCN split; ${COMMON}`, 20, known, rows, GOWALLA_PUBLISHED, chosen);
  }
  const data = readHetrec(dataFolder(what.folder, 'hetrec2011-lastfm-2k', 'user_artists.dat'));
  const seeds = options.seeds ?? [1, 2];
  const runs: { rows: BenchmarkRow[]; chosen: Chosen }[] = [];
  for (const seed of seeds) runs.push(await judgeSplit(hetrecTask(data, seed), recommenders, known, context));
  const protocol = `random 8 : 1 : 1 for each user, mean of seeds ${seeds.join(', ')}; validation items masked too; ${COMMON}`;
  const rows = meanRows(runs.map(run => run.rows));
  return report('hetrec', protocol, 10, known, rows, HETREC_PUBLISHED, runs[0]?.chosen ?? { params: {}, weights: {} });
}

/** Plays alone, with a fifth of each user's train items held out to choose on. */
function splitTask(trainFile: string, testFile: string): Task {
  const { train, test } = readLightGcnSplit(trainFile, testFile);
  const cut = cutForValidation(train, { share: 0.2, seed: 1 });
  const judged = judgedUsers(cut.test, { most: 2000, seed: 1 });
  return {
    dataset: bareDataset(train),
    test,
    seen: train,
    k: 20,
    validation: { dataset: bareDataset(cut.train), judged },
  };
}

/** The data set's own folder, given it or the one that holds all data sets. */
function dataFolder(folder: string, name: string, file: string): string {
  const found = [join(folder, name), folder].find(candidate => existsSync(join(candidate, file)));
  if (found !== undefined) return found;
  throw new TracklakeError('not_found', `no ${file} in ${folder} or in its folder ${name}`, {
    file: join(folder, name, file),
  });
}

function meanRows(runs: readonly (readonly BenchmarkRow[])[]): BenchmarkRow[] {
  const mean = (of: (row: BenchmarkRow) => number, at: number): number =>
    runs.reduce((sum, rows) => sum + of(rows[at] ?? nothing(at)), 0) / runs.length;
  return (runs[0] ?? []).map((row, at) => ({
    ...row,
    validationNdcg: mean(each => each.validationNdcg, at),
    fitSeconds: mean(each => each.fitSeconds, at),
    rankSeconds: mean(each => each.rankSeconds, at),
    metrics: {
      recall: mean(each => each.metrics.recall, at),
      ndcg: mean(each => each.metrics.ndcg, at),
      map: mean(each => each.metrics.map, at),
      mrr: mean(each => each.metrics.mrr, at),
      hit: mean(each => each.metrics.hit, at),
      precision: mean(each => each.metrics.precision, at),
      users: mean(each => each.metrics.users, at),
    },
  }));
}

function nothing(at: number): never {
  throw new TracklakeError('internal', `a seed's run has no row ${at}`);
}

function report(
  benchmark: string,
  protocol: string,
  k: number,
  known: Chosen | null,
  rows: readonly BenchmarkRow[],
  published: readonly PublishedFigure[],
  chosen: Chosen,
): BenchmarkReport {
  const choice =
    known === null
      ? 'parameters and weights searched on a validation cut of train'
      : 'parameters from an earlier search on validation cuts, or as published; --search repeats it';
  return { benchmark, protocol, k, choice, rows, published, chosen };
}
