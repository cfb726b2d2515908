import { availableParallelism } from 'node:os';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import type { Dataset, Model, Recommender } from '../recommenders/recommender.ts';
import { variantOf } from '../recommenders/serving/variant.ts';
import { DEFAULT_WEIGHTS } from '../recommenders/hybrid.ts';
import { recommenderNamed } from '../recommenders/registry.ts';
import { auditSplit, type LeakAudit } from './audit-split.ts';
import { attainable, trueTasteModel, type Attainable } from './attainable.ts';
import { contendersOf } from './contenders.ts';
import { compareWithBest, type Comparison } from './compare-with-best.ts';
import { judgeModel, sampled, usersToJudge, withoutUsers, type Judgement } from './judge-model.ts';
import { describeProtocol, protocolSchema, type Protocol } from './protocol.ts';
import { generatedSeedFolder } from './seed-folder.ts';
import { splitLakehouse, type Split } from './split.ts';
import { learnHybridWeights } from './learn-hybrid.ts';
import { validationSplit } from './validation-split.ts';
import { recordEvaluation } from './record.ts';

export interface EvaluateOptions {
  /** Names from the registry; by default the hybrid, its parts and popularity, as far as the data can feed them. */
  recommenders?: readonly string[];
  /** Instead: what these stored models are made of, beside popularity, which their gates ask for. */
  models?: readonly string[];
  /** Parameters by recommender that differ from its defaults. */
  params?: Readonly<Record<string, Record<string, unknown>>>;
  /** The cut-off for the headline; 10 and 20 are measured too. */
  k?: number;
  protocol?: Partial<Protocol>;
  seed?: number;
  /** At most this many users are judged, drawn at random; the catalogue is always ranked whole. Default 2,000. */
  users?: number;
  threads?: number;
  /** Learn the hybrid's weights on a validation cut inside the training part, instead of taking the given ones. */
  learnWeights?: boolean;
}

export interface EvaluatedRecommender extends Omit<Judgement, 'perUser'> {
  recommender: string;
  title: string;
  params: object;
  fit_seconds: number;
  judge_seconds: number;
}

export interface Evaluation {
  protocol: Protocol;
  /** The protocol in words, for everywhere that the figures are shown. */
  description: string;
  snapshot_id: number;
  seed: number;
  k: number;
  /** `as_of` is null where plays have no dates. */
  train: { users: number; tracks: number; pairs: number; as_of: string | null };
  held_out: {
    users: number;
    users_judged: number;
    tracks_per_user: number;
    period: Split['period'];
    unreachable: number;
    /** Of the protocol `sessions`: how many were held out, how many were judged, and the moments in them. */
    sessions?: number;
    sessions_judged?: number;
    moments?: number;
  };
  /** True for generated data: the figures then say nothing about real listeners. */
  synthetic: boolean;
  /** Best NDCG@k first. */
  recommenders: EvaluatedRecommender[];
  /** The best one against each other, on NDCG@k. */
  comparisons: Comparison[];
  /** What the generator's own truth reaches in the same protocol, and the best recommender's share of it. Synthetic. */
  attainable: Attainable | null;
  /** What an audit of the split found of the held-out part in training. */
  leak: LeakAudit;
  /** What was left out, and why. */
  notes: string[];
  seconds: number;
}

const DEFAULT_RECOMMENDERS = ['popularity', ...Object.keys(DEFAULT_WEIGHTS), 'hybrid'];

/**
 * Fits each recommender on the training part of a split and ranks the whole catalogue for the held-out users. Stores the
 * figures in `lake_evaluations`. The default protocol is time-ordered; data without dates is split per user instead.
 */
export async function evaluateLakehouse(
  lake: Lakehouse,
  options: EvaluateOptions,
  context: JobContext,
): Promise<Evaluation> {
  const startedAt = performance.now();
  const seed = options.seed ?? 1;
  const k = options.k ?? 10;
  const notes: string[] = [];
  const protocol = chosenProtocol(lake, options.protocol, notes);
  if (protocol.kind === 'sessions') {
    const { evaluateSessions } = await import('./evaluate-sessions.ts');
    return evaluateSessions(lake, protocol, options, context);
  }
  const split = splitLakehouse(lake, protocol, seed, context);
  const all = usersToJudge(split.train, split.relevant, protocol.repeats);
  if (all.users.length === 0)
    throw new TracklakeError('bad_input', 'nothing is held out by this protocol, so there is nothing to judge by', {
      hint: 'choose a longer period',
    });
  const judged = sampled(all, options.users ?? 2000, seed);
  const judge = { ks: [...new Set([k, 10, 20])].sort((a, b) => a - b), repeats: protocol.repeats, seed };
  const fitter = partFitter(split.train, seed, options, context);
  const results: (EvaluatedRecommender & Pick<Judgement, 'perUser'>)[] = [];
  for (const { recommender, given } of contendersOf(lake, options, DEFAULT_RECOMMENDERS, split.train, notes)) {
    requireTask(recommender);
    const learned =
      recommender.name === 'hybrid' && options.learnWeights === true
        ? { weights: await learnedWeights(lake, split, given, seed, notes, context) }
        : {};
    const params = recommender.params.parse({ ...given, ...learned });
    const fitStart = performance.now();
    const model = await fitter(recommender.name, params);
    const judgeStart = performance.now();
    const judgement = judgeModel(
      model,
      split.train,
      judged,
      { ...judge, stage: `judging ${recommender.name}`, variant: 'list' in params ? variantOf(params) : undefined },
      context,
    );
    results.push({
      recommender: recommender.name,
      title: recommender.title,
      params,
      fit_seconds: (judgeStart - fitStart) / 1000,
      judge_seconds: (performance.now() - judgeStart) / 1000,
      ...judgement,
    });
  }
  results.sort((a, b) => (b.metrics[`ndcg@${k}`] ?? 0) - (a.metrics[`ndcg@${k}`] ?? 0));
  const seedFolder = generatedSeedFolder(lake);
  const evaluation: Evaluation = {
    protocol,
    description: describeProtocol(protocol),
    snapshot_id: split.train.snapshotId,
    seed,
    k,
    train: {
      users: split.train.userIds.length,
      tracks: split.train.items.ids.length,
      pairs: split.train.plays.indices.length,
      as_of: split.train.asOf === 0 ? null : new Date(split.train.asOf * 86_400_000).toISOString(),
    },
    held_out: {
      users: all.users.length,
      users_judged: judged.users.length,
      tracks_per_user: judged.relevant.reduce((sum, set) => sum + set.size, 0) / judged.users.length,
      period: split.period,
      unreachable: split.unreachable,
    },
    synthetic: seedFolder !== null,
    recommenders: results.map(withoutUsers),
    comparisons: compareWithBest(results, `ndcg@${k}`, seed),
    attainable:
      seedFolder === null || split.period === null
        ? null
        : attainable(
            trueTasteModel(seedFolder, split.train, split.period),
            split.train,
            judged,
            judge,
            results[0],
            context,
          ),
    leak: auditSplit(split),
    notes,
    seconds: (performance.now() - startedAt) / 1000,
  };
  recordEvaluation(lake, evaluation, context);
  return evaluation;
}

async function learnedWeights(
  lake: Lakehouse,
  { train, period }: Split,
  given: Record<string, unknown>,
  seed: number,
  notes: string[],
  context: JobContext,
): Promise<Record<string, number>> {
  const validation = validationSplit(lake, period === null ? { train, seed } : { before: period.from, seed }, context);
  const { weights, ndcg, ndcgBefore } = await learnHybridWeights(validation, given, seed, context);
  notes.push(
    `the hybrid’s weights were learned on a cut inside the training part: NDCG@10 there ${ndcgBefore.toFixed(4)} → ${ndcg.toFixed(4)}`,
  );
  return weights;
}

function chosenProtocol(lake: Lakehouse, wanted: Partial<Protocol> | undefined, notes: string[]): Protocol {
  if (wanted?.kind !== undefined) return protocolSchema.parse(wanted);
  const dated = lake.db.prepare('select exists (select 1 from silver_listens)').pluck().get() === 1;
  if (dated) return protocolSchema.parse({ kind: 'time', ...wanted });
  notes.push('the plays have no dates, so each listener’s tracks are split at random instead of by time');
  return protocolSchema.parse({ kind: 'per-user', ...wanted });
}

function requireTask({ name, task }: Recommender): void {
  if (task === 'next-track')
    throw new TracklakeError('bad_input', `${name} says what comes next in a session, which only one protocol asks`, {
      hint: 'evaluate it with the protocol sessions',
    });
}

/** Fits each recommender with the same parameters once, so that a blend shares its parts with the others. */
function partFitter(
  train: Dataset,
  seed: number,
  options: EvaluateOptions,
  context: JobContext,
): (name: string, params: object) => Promise<Model> {
  const fitted = new Map<string, Promise<Model>>();
  const threads = options.threads ?? Math.min(2, availableParallelism());
  const fit = (name: string, params: object): Promise<Model> => {
    const key = JSON.stringify([name, params]);
    const known = fitted.get(key);
    if (known !== undefined) return known;
    const started = recommenderNamed(name).fit(train, params, { ...context, seed, threads, fitPart: fit });
    fitted.set(key, started);
    return started;
  };
  return fit;
}
