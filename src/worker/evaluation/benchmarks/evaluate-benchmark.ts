import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import { type BenchmarkName, CHOSEN } from './chosen.ts';
import { hetrecTask, readHetrec } from './hetrec.ts';
import { type BenchmarkRow, type Chosen, type Judgement, judgeSplit, type Task } from './judge-split.ts';
import { GOWALLA_PUBLISHED, HETREC_PUBLISHED, type PublishedFigure } from './published.ts';
import type { SearchContext } from './search.ts';
import { bareDataset, readLightGcnSplit, type SplitFacts } from './split.ts';
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
  /** Who was left out and why, and what in the data surprises. */
  readonly notes: readonly string[];
}

/** Enough that a choice is no accident, few enough that trying a parameter takes seconds. */
const VALIDATION_USERS = 2500;

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
    const { task, facts } = splitTask(what.train, what.test);
    const judgement = await judgeSplit(task, recommenders, null, context);
    const protocol = `${what.train} → ${what.test}; ${sizeOf(facts)}; ${COMMON}`;
    return report('split', protocol, 20, null, { ...judgement, notes: [...surprises(facts), ...judgement.notes] }, []);
  }
  const known = options.search === true ? null : CHOSEN[what.name];
  if (what.name === 'gowalla') {
    const folder = dataFolder(what.folder, 'gowalla-lightgcn', 'train.txt');
    const { task, facts } = splitTask(join(folder, 'train.txt'), join(folder, 'test.txt'));
    const judgement = await judgeSplit(task, recommenders, known, context);
    const protocol = `the LightGCN split; ${sizeOf(facts)}; ${COMMON}`;
    return report('gowalla', protocol, 20, known, judgement, GOWALLA_PUBLISHED);
  }
  const data = readHetrec(dataFolder(what.folder, 'hetrec2011-lastfm-2k', 'user_artists.dat'));
  const seeds = options.seeds ?? [1, 2];
  const runs: Judgement[] = [];
  for (const seed of seeds) runs.push(await judgeSplit(hetrecTask(data, seed), recommenders, known, context));
  const protocol = `random 8 : 1 : 1 for each user, mean of seeds ${seeds.join(', ')}; validation items masked too; ${COMMON}`;
  const [first] = runs;
  if (first === undefined) throw new TracklakeError('bad_input', 'HetRec is parted at random: it needs a seed');
  const rows = meanRows(runs.map(run => run.rows));
  return report('hetrec', protocol, 10, known, { ...first, rows }, HETREC_PUBLISHED);
}

const sizeOf = ({ users, items, trainPairs, testPairs }: SplitFacts): string =>
  `${users} users × ${items} items, ${trainPairs} + ${testPairs} pairs`;

function surprises({ newUsers, unfindable, inBoth, testPairs }: SplitFacts): string[] {
  const said: [number, string][] = [
    [newUsers, 'users of the test part have nothing in train: they get what is popular, or nothing'],
    [unfindable, `of ${testPairs} test pairs have an item that nobody has in train: no model of plays can find them`],
    [inBoth, `of ${testPairs} test pairs are in train too: masked, so never found`],
  ];
  return said.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
}

/** Plays alone, with a fifth of each user's train items held out to choose on. */
function splitTask(trainFile: string, testFile: string): { task: Task; facts: SplitFacts } {
  const { train, trainAlone, test, facts } = readLightGcnSplit(trainFile, testFile);
  const cut = cutForValidation(trainAlone, { share: 0.2, seed: 1 });
  const judged = judgedUsers(cut.test, { most: VALIDATION_USERS, seed: 1 });
  const validation = { dataset: bareDataset(cut.train), judged };
  return { task: { dataset: bareDataset(train), test, seen: train, k: 20, validation }, facts };
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
  { rows, chosen, notes }: Judgement,
  published: readonly PublishedFigure[],
): BenchmarkReport {
  const choice =
    known === null
      ? 'parameters and weights searched on a validation cut of train'
      : 'parameters from an earlier search on validation cuts, or as published; weights learned now; --search repeats all';
  return { benchmark, protocol, k, choice, rows, published, chosen, notes };
}
