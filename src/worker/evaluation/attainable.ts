import { TrueTaste, readWorld } from '../generate/truth.ts';
import { rowOf } from '../matrix/csr.ts';
import type { Dataset, Id, Model } from '../recommenders/recommender.ts';

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
