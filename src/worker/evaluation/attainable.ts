import { TrueTaste, readWorld } from '../generate/truth.ts';
import type { JobContext } from '../jobs/context.ts';
import { rowOf } from '../matrix/csr.ts';
import type { Dataset, Id, Model } from '../recommenders/recommender.ts';
import { mean } from './bootstrap.ts';
import { judgeModel, subset, type Judged, type Judgement } from './judge-model.ts';

/**
 * The generator's own knowledge as a model: what a recommender could know at best for the held-out period, everything
 * but chance. For generated data alone, and synthetic like it.
 */
export function trueTasteModel(
  seedFolder: string,
  train: Dataset,
  period: { from: string; until: string },
): Pick<Model, 'score'> {
  const world = readWorld(seedFolder);
  const start = world.calendar.day(period.from);
  const days = (Date.parse(period.until) - Date.parse(period.from)) / 86_400_000;
  const songs = train.items.ids.map(positionOf);
  const users = train.userIds.map(positionOf);
  const userAt = new Map(users.map((user, index) => [user, index]));
  const taste = new TrueTaste(world, start + Math.floor(days / 2), user => {
    const { indices, values } = rowOf(train.plays, userAt.get(user) ?? -1);
    return new Map(Array.from(indices, (item, at) => [songs[item] ?? -1, values?.[at] ?? 1]));
  });
  const truth = new Float64Array(world.catalogue.songs);
  return {
    score(query, scores) {
      if (query.kind !== 'user') throw new Error('the true taste is known for users alone');
      taste.score(users[query.user] ?? -1, truth);
      for (let item = 0; item < scores.length; item += 1) scores[item] = truth[songs[item] ?? -1] ?? 0;
    },
  };
}

/** Generated ids count from 1. */
const positionOf = (id: Id): number => Number(id) - 1;

/** What the truth reaches, and the share of it that a recommender does, over the same users. */
export interface Attainable {
  users: number;
  metrics: Record<string, number>;
  share: Record<string, number>;
}

const TRUTH_USERS = 400;

/** Ranking by the truth is slow, so every n-th user is judged by it, and the best recommender's mean is taken over the same ones. */
export function attainable(
  truth: Pick<Model, 'score'>,
  train: Dataset,
  judged: Judged,
  judge: { ks: number[]; repeats: boolean; seed: number },
  best: Pick<Judgement, 'perUser'> | undefined,
  context: JobContext,
): Attainable {
  const every = Math.ceil(judged.users.length / TRUTH_USERS);
  const chosen = [...judged.users.keys()].filter(u => u % every === 0);
  const { perUser } = judgeModel(
    truth,
    train,
    subset(judged, chosen),
    { ...judge, stage: 'judging the generator’s truth' },
    context,
  );
  const metrics: Record<string, number> = {};
  const share: Record<string, number> = {};
  for (const [name, values] of Object.entries(perUser)) {
    if (!/^(recall|ndcg|map)@/.test(name)) continue;
    const top = mean(values);
    const reached = mean(Float64Array.from(chosen, u => best?.perUser[name]?.[u] ?? 0));
    metrics[name] = top;
    share[name] = top === 0 ? 0 : reached / top;
  }
  return { users: chosen.length, metrics, share };
}
