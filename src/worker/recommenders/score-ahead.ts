import type { Model, Query } from './recommender.ts';

/** A model whose users are known before they are asked for, in blocks. */
export interface ScoreAhead {
  /** Says who is asked for next: where the model scores several users together faster, it does. */
  expect(users: Int32Array): void;
  /** What the model says, in the same bits, expected or not. */
  score(query: Query, scores: Float32Array): void;
}

/** Keeps the scores of the users expected last; a model that can only score one at a time is asked one at a time. */
export function scoreAhead(model: Model, items: number): ScoreAhead {
  let held = new Float32Array(0);
  const placeOf = new Map<number, number>();
  return {
    expect(users) {
      model.expect?.(users);
      if (model.scoreUsers === undefined) return;
      placeOf.clear();
      if (held.length < users.length * items) held = new Float32Array(users.length * items);
      model.scoreUsers(users, held.subarray(0, users.length * items));
      users.forEach((user, place) => placeOf.set(user, place));
    },
    score(query, scores) {
      const place = query.kind === 'user' ? placeOf.get(query.user) : undefined;
      if (place === undefined) model.score(query, scores);
      else scores.set(held.subarray(place * items, (place + 1) * items));
    },
  };
}
