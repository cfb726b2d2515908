import { availableParallelism } from 'node:os';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { seededRandom } from '../matrix/random.ts';
import { recommenderNamed } from '../recommenders/registry.ts';
import type { Dataset } from '../recommenders/recommender.ts';
import { judgeModel, sampled, usersToJudge } from './judge-model.ts';
import { someUsers } from './some-users.ts';
import { DEFAULT_SPACES, drawPoint, type SearchSpace } from './search-space.ts';
import { keptTrials } from './kept-trials.ts';
import type { Split } from './split.ts';
import { dayAfterLastPlay, validationSplit } from './validation-split.ts';

export interface SearchOptions {
  recommender: string;
  space?: SearchSpace;
  /** Points that are drawn. Default 18. */
  trials?: number;
  /**
   * `random` fits every point on all listeners. `halving` fits all on a ninth of them, the best third of those on a third,
   * and the best third of these on all (Jamieson & Talwalkar 2016). Default halving.
   */
  strategy?: 'random' | 'halving';
  /** What is to be large. Default ndcg@10. */
  metric?: `${'ndcg' | 'recall' | 'map'}@${number}`;
  seed?: number;
  /** Listeners that a trial is judged by, at most. Default 1,000. */
  users?: number;
}

export interface Trial {
  point: number;
  params: Record<string, unknown>;
  /** Share of the listeners it was fitted on. */
  share: number;
  value: number;
  seconds: number;
}

export interface SearchResult {
  recommender: string;
  metric: string;
  /** The best point that was fitted on all listeners, and the defaults in the same place. */
  best: Trial;
  defaults: Trial;
  trials: Trial[];
  /** How many of the trials were there from an earlier run that was cut off. */
  resumed: number;
}

/** Held back for the final evaluation; no trial sees these last days. */
const TEST_DAYS = 28;

/**
 * Looks for parameters on a validation cut; the last 28 days stay unseen. Each finished trial is kept in the lakehouse,
 * so that a search that was cancelled or killed goes on where it was when it is started again with the same options.
 */
export async function searchParams(
  lake: Lakehouse,
  options: SearchOptions,
  context: JobContext,
): Promise<SearchResult> {
  const {
    recommender: name,
    trials: points = 18,
    strategy = 'halving',
    metric = 'ndcg@10',
    seed = 1,
    users = 1000,
  } = options;
  const space = options.space ?? DEFAULT_SPACES[name];
  if (space === undefined)
    throw new TracklakeError('bad_input', `${name} has no usual search space; say which parameters to try`);
  const end = dayAfterLastPlay(lake);
  const before =
    end === null ? undefined : new Date(Date.parse(end) - TEST_DAYS * 86_400_000).toISOString().slice(0, 10);
  const split = validationSplit(lake, { ...(before === undefined ? {} : { before }), seed }, context);
  const kept = keptTrials(lake, {
    name,
    space,
    points,
    strategy,
    metric,
    seed,
    users,
    snapshot: split.train.snapshotId,
  });
  const random = seededRandom(seed);
  const drawn = Array.from({ length: points }, () => drawPoint(space, random));
  const rungs = strategy === 'random' ? [1] : [1 / 9, 1 / 3, 1];
  const resumed = kept.trials.length;

  const run = async (point: number, params: Record<string, unknown>, share: number): Promise<Trial> => {
    const known = kept.trials.find(trial => trial.point === point && trial.share === share);
    if (known !== undefined) return known;
    const started = performance.now();
    const value = await trialValue(name, params, split, { share, metric, seed, users }, context);
    const trial = { point, params, share, value, seconds: (performance.now() - started) / 1000 };
    kept.add(trial);
    return trial;
  };

  const defaults = await run(-1, {}, 1);
  let alive = drawn.map((params, point) => ({ params, point }));
  let last: Trial[] = [];
  for (const [rung, share] of rungs.entries()) {
    last = [];
    for (const [done, { params, point }] of alive.entries()) {
      context.cancel.throwIfRequested();
      context.progress({
        stage: `trying parameters of ${name}, round ${rung + 1} of ${rungs.length}`,
        done,
        total: alive.length,
        unit: 'steps',
      });
      last.push(await run(point, params, share));
    }
    last.sort((a, b) => b.value - a.value || a.point - b.point);
    alive = last.slice(0, Math.max(1, Math.ceil(alive.length / 3)));
  }
  const [first] = last;
  if (first === undefined) throw new TracklakeError('bad_input', 'a search needs at least one trial');
  const best = first.value >= defaults.value ? first : defaults;
  return { recommender: name, metric, best, defaults, trials: kept.trials, resumed };
}

async function trialValue(
  name: string,
  params: Record<string, unknown>,
  { train, relevant }: Split,
  { share, metric, seed, users }: { share: number; metric: string; seed: number; users: number },
  context: JobContext,
): Promise<number> {
  const recommender = recommenderNamed(name);
  const data: Dataset = share === 1 ? train : someUsers(train, share, seed);
  const threads = Math.min(2, availableParallelism());
  const quiet = { ...context, progress: () => {} };
  const model = await recommender.fit(data, recommender.params.parse(params), { ...quiet, seed, threads });
  const everyone = usersToJudge(data, relevant, false);
  const trained = [...everyone.users.keys()].filter(u => {
    const user = everyone.users[u] ?? 0;
    return (data.plays.indptr[user + 1] ?? 0) > (data.plays.indptr[user] ?? 0);
  });
  const judged = sampled(
    {
      users: Int32Array.from(trained, u => everyone.users[u] ?? 0),
      relevant: trained.map(u => everyone.relevant[u] ?? new Set()),
    },
    users,
    seed,
  );
  const k = Number(metric.split('@')[1]);
  return judgeModel(model, data, judged, { ks: [k], repeats: false, seed, stage: '' }, quiet).metrics[metric] ?? 0;
}
