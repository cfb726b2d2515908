import type { Model } from '../recommenders/recommender.ts';

/** Writes the scores of several users for all items, users.length × items, row after row. */
export type BatchScorer = (users: Int32Array, scores: Float32Array) => void;

/** Users that are scored at a time. */
export const BATCH = 48;

/** A model's scores for many users, by its own fast way where it has one. */
export function batchScorer(model: Pick<Model, 'score' | 'scoreUsers'>, items: number): BatchScorer {
  return (users, scores) => {
    if (model.scoreUsers !== undefined) model.scoreUsers(users, scores);
    else users.forEach((user, u) => model.score({ kind: 'user', user }, scores.subarray(u * items, (u + 1) * items)));
  };
}
