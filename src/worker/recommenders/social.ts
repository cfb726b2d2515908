import { z } from 'zod';
import { rowOf, type Csr } from '../matrix/csr.ts';
import { floats } from './artefact.ts';
import { positionOf } from './neighbour-model.ts';
import { missing, type Dataset, type Model, type Reason, type Recommender } from './recommender.ts';
import { rememberLast } from './remember-last.ts';

const params = z.object({
  trust: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('how much a followed listener counts whose taste has nothing in common; shared taste adds to it'),
});

/** What the people that the listener follows play, each counted by how much taste they share. */
export const social: Recommender<z.infer<typeof params>> = {
  name: 'social',
  title: 'People you follow',
  version: 1,
  params,
  exact: true,
  needs: ['follows'],
  async fit(dataset, { trust }, context) {
    context.cancel.throwIfRequested();
    return modelOf(dataset, lengths(dataset.plays), trust);
  },
  load: ({ arrays, meta }, dataset) => modelOf(dataset, floats(arrays, 'lengths'), Number(meta.trust)),
};

function modelOf(dataset: Dataset, length: Float32Array, trust: number): Model {
  if (dataset.follows === null) throw missing('social', 'follows');
  const { plays, follows } = dataset;
  const circleOf = rememberLast(query =>
    query.kind === 'user' ? circle(query.user, plays, follows, length, trust) : NOBODY,
  );
  return {
    score(query, scores) {
      scores.fill(0);
      const { users, weights } = circleOf(query);
      for (let f = 0; f < users.length; f += 1) {
        const weight = weights[f] ?? 0;
        const { indices, values } = rowOf(plays, users[f] ?? 0);
        for (let at = 0; at < indices.length; at += 1) {
          const item = indices[at] ?? 0;
          scores[item] = (scores[item] ?? 0) + weight * Math.log1p(values?.[at] ?? 1);
        }
      }
    },
    explain(query, item) {
      const { users, weights } = circleOf(query);
      const reasons: Reason[] = [];
      for (let f = 0; f < users.length; f += 1) {
        const user = users[f] ?? 0;
        const at = positionOf(plays.indices, item, plays.indptr[user] ?? 0, plays.indptr[user + 1] ?? 0);
        if (at < 0) continue;
        const contribution = (weights[f] ?? 0) * Math.log1p(plays.values?.[at] ?? 1);
        reasons.push({ part: social.name, contribution, because: { kind: 'user', user } });
      }
      return reasons.sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: { lengths: length }, meta: { trust } }),
  };
}

/** The people someone follows, and what each one's plays count: (trust + cosine of tastes) / length of their taste. */
interface Circle {
  users: Int32Array;
  weights: Float32Array;
}

const NOBODY: Circle = { users: new Int32Array(0), weights: new Float32Array(0) };

function circle(user: number, plays: Csr, follows: Csr, length: Float32Array, trust: number): Circle {
  const { indices: users } = rowOf(follows, user);
  const own = length[user] ?? 0;
  const weights = new Float32Array(users.length);
  for (let f = 0; f < users.length; f += 1) {
    const other = users[f] ?? 0;
    const theirs = length[other] ?? 0;
    if (theirs === 0) continue;
    const cosine = own === 0 ? 0 : dot(plays, user, other) / (own * theirs);
    weights[f] = (trust + cosine) / theirs;
  }
  return { users, weights };
}

/** Euclidean length of each user's ln(1 + plays). */
function lengths(plays: Csr): Float32Array {
  return Float32Array.from({ length: plays.rows }, (_, user) => Math.sqrt(dot(plays, user, user)));
}

function dot(plays: Csr, a: number, b: number): number {
  let i = plays.indptr[a] ?? 0;
  let j = plays.indptr[b] ?? 0;
  const endA = plays.indptr[a + 1] ?? 0;
  const endB = plays.indptr[b + 1] ?? 0;
  let sum = 0;
  while (i < endA && j < endB) {
    const left = plays.indices[i] ?? 0;
    const right = plays.indices[j] ?? 0;
    if (left === right) sum += Math.log1p(plays.values?.[i] ?? 1) * Math.log1p(plays.values?.[j] ?? 1);
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return sum;
}
