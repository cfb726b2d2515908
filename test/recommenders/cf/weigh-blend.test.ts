import { expect, test } from 'vitest';
import { weighBlend } from '../../../src/worker/evaluation/benchmarks/weigh-blend.ts';
import { bareDataset } from '../../../src/worker/evaluation/benchmarks/split.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { csrFromPairs } from '../../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import type { Query } from '../../../src/worker/recommenders/recommender.ts';

const USERS = 400;
const ITEMS = 60;
const random = seededRandom(5);
const wanted = Array.from({ length: USERS }, () => 1 + random.below(ITEMS - 1));
const dataset = bareDataset(
  csrFromPairs({ rows: USERS, columns: ITEMS, row: [...wanted.keys()], column: wanted.map(() => 0) }),
);
const judged = {
  users: Int32Array.from(wanted.keys()),
  relevant: wanted.map(item => new Set([item])),
};

/** Knows what a share of the users want; of the others nothing. */
const knowing = (share: (user: number) => boolean) => {
  const noise = seededRandom(3);
  const rows = wanted.map((item, user) =>
    Float32Array.from({ length: ITEMS }, (_, other) => (other === item && share(user) ? 2 : noise.next())),
  );
  return {
    score: (query: Query, scores: Float32Array) => {
      if (query.kind === 'user') scores.set(rows[query.user]!);
    },
  };
};
const weigh = (rival: ReturnType<typeof knowing>) =>
  weighBlend(
    [
      { name: 'published', model: knowing(user => user % 3 === 0), rival: false },
      { name: 'free', model: rival, rival: true },
    ],
    { dataset, judged, k: 5 },
    { published: 1, free: 1 },
    quietContext(),
  );

test('a rival that knows more than what is there is let into the blend, and the report says so', () => {
  const { weights, notes } = weigh(knowing(user => user % 3 === 1));
  expect(weights['free']).toBeGreaterThan(0);
  expect(notes).toEqual([expect.stringMatching(/^free is let into the blend: \+0\.\d+ recall/)]);
});

test('a rival that knows nothing is kept out, though some weight would fit the users it was learned on', () => {
  const { weights, notes } = weigh(knowing(() => false));
  expect(weights).toEqual({ published: 1, free: 0 });
  expect(notes).toEqual([expect.stringContaining('free is kept out of the blend')]);
});
