import { availableParallelism } from 'node:os';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { topK } from '../matrix/top-k.ts';
import type { Dataset, Model, Query } from '../recommenders/recommender.ts';
import { auditSplit } from './audit-split.ts';
import { contendersOf } from './contenders.ts';
import { compareWithBest } from './compare-with-best.ts';
import type { EvaluatedRecommender, EvaluateOptions, Evaluation } from './evaluate-lakehouse.ts';
import { judgeLists, withoutUsers, type Judgement } from './judge-model.ts';
import { describeProtocol, type SessionProtocol } from './protocol.ts';
import type { RankedLists } from './rank-users.ts';
import { recordEvaluation } from './record.ts';
import { generatedSeedFolder } from './seed-folder.ts';
import { momentsOf, splitSessionsByTime, type Moment } from './session-split.ts';

/** The quick ones, with two that know no order to be beaten. The Transformer takes minutes: it is judged where it is named. */
const DEFAULT_RECOMMENDERS = ['popularity', 'item-knn', 'sequential-rules', 'vmis-knn', 'stan'];
const MOST_SESSIONS = 1000;

/**
 * Fits each recommender on what was played before the cut and asks it, at each moment of the sessions after it, for the
 * next track. Those that know no order are asked with the session as a history. Stores the figures in `lake_evaluations`.
 */
export async function evaluateSessions(
  lake: Lakehouse,
  protocol: SessionProtocol,
  options: EvaluateOptions,
  context: JobContext,
): Promise<Evaluation> {
  const startedAt = performance.now();
  const seed = options.seed ?? 1;
  const k = options.k ?? 10;
  const ks = [...new Set([k, 10, 20])].sort((a, b) => a - b);
  const notes: string[] = [];
  const split = splitSessionsByTime(lake, protocol, context);
  const { train, sessions } = split;
  const most = options.users ?? MOST_SESSIONS;
  const moments = momentsOf(sessions, { most, repeats: protocol.repeats, seed });
  if (moments.length === 0)
    throw new TracklakeError('bad_input', 'no session of two tracks begins in the held-out period', {
      hint: 'choose a longer period',
    });
  const judged = { users: Int32Array.from(moments, ({ user }) => user), relevant: moments.map(m => new Set([m.next])) };
  const groups = Int32Array.from(moments, ({ session }) => session);
  const results: (EvaluatedRecommender & Pick<Judgement, 'perUser'>)[] = [];
  for (const { recommender, given } of contendersOf(lake, options, DEFAULT_RECOMMENDERS, train, notes)) {
    const { name } = recommender;
    const params = recommender.params.parse(given);
    const fitStart = performance.now();
    const threads = options.threads ?? Math.min(2, availableParallelism());
    const model = await recommender.fit(train, params, { ...context, seed, threads });
    const judgeStart = performance.now();
    const lists = rankMoments(model, train, moments, Math.max(...ks), protocol.repeats, name, context);
    const { perUser, ...judgement } = judgeLists(lists, train, judged, { ks, seed, groups });
    results.push({
      ...{ recommender: name, title: recommender.title, params, perUser },
      fit_seconds: (judgeStart - fitStart) / 1000,
      judge_seconds: (performance.now() - judgeStart) / 1000,
      ...judgement,
    });
  }
  results.sort((a, b) => (b.metrics[`ndcg@${k}`] ?? 0) - (a.metrics[`ndcg@${k}`] ?? 0));
  const judgedSessions = new Set(groups).size;
  const evaluation: Evaluation = {
    protocol,
    description: describeProtocol(protocol),
    snapshot_id: train.snapshotId,
    ...{ seed, k },
    train: {
      users: train.userIds.length,
      tracks: train.items.ids.length,
      pairs: train.plays.indices.length,
      as_of: new Date(train.asOf * 86_400_000).toISOString(),
    },
    held_out: {
      users: new Set(sessions.map(({ user }) => user)).size,
      users_judged: new Set(judged.users).size,
      tracks_per_user: moments.length / judgedSessions,
      period: split.period,
      unreachable: split.unreachable,
      sessions: sessions.length,
      sessions_judged: judgedSessions,
      moments: moments.length,
    },
    synthetic: generatedSeedFolder(lake) !== null,
    recommenders: results.map(withoutUsers),
    comparisons: compareWithBest(results, `ndcg@${k}`, seed),
    attainable: null,
    leak: auditSplit(split),
    notes,
    seconds: (performance.now() - startedAt) / 1000,
  };
  recordEvaluation(lake, evaluation, context);
  return evaluation;
}

/** The whole catalogue ranked at each moment; a track without a score is not in the list. */
function rankMoments(
  model: Pick<Model, 'score'>,
  train: Dataset,
  moments: readonly Moment[],
  k: number,
  repeats: boolean,
  name: string,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): RankedLists {
  const scores = new Float32Array(train.items.ids.length);
  const items = new Int32Array(moments.length * k).fill(-1);
  moments.forEach(({ heard }, at) => {
    if (at % 64 === 0) {
      context.cancel.throwIfRequested();
      context.progress({ stage: `judging ${name}`, done: at, total: moments.length, unit: 'steps' });
    }
    const query: Query = { kind: 'session', items: heard };
    model.score(query, scores);
    if (!repeats) for (const item of heard) scores[item] = -Infinity;
    items.set(topK(scores, k), at * k);
  });
  return { users: Int32Array.from(moments, ({ user }) => user), k, items };
}
