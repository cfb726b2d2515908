import type { implement } from '@orpc/server';
import type { Job } from '../../../src/shared/domain/jobs.ts';
import type { contract } from '../../../src/shared/rpc/contract.ts';
import type { ListMetrics, Play, RecommendationReason, Session } from '../../../src/shared/rpc/recommended-lists.ts';

type Group = Omit<ReturnType<typeof implement<typeof contract>>['recommend'], 'middleware' | 'use' | 'router' | 'lazy'>;

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const LONG =
  'A title that is much longer than any column would like it to be, (Live at the Royal Albert Hall) [2019 Remaster]';

const track = (index: number) => ({
  trackId: index + 100,
  title:
    ['Night Ferry', 'Paper Lanterns', 'Slow Glass', 'Copper Sun', 'Harbour Lights', LONG, '夜の船', 'Ashes & Ivory'][
      index % 8
    ] ?? '',
  artist: ['The Tidal Clocks', 'Mira Voss', 'Ferrous', 'Orchestra of the Lower Lake'][index % 4] ?? '',
  genre: ['dream pop', 'techno', 'folk', null][index % 4] ?? null,
  plays: 4_200 - index * 31,
});

const PARTS = [
  { name: 'als', title: 'Implicit ALS', weight: 1, default: 1 },
  { name: 'item-knn', title: 'Item neighbours', weight: 0.8, default: 0.8 },
  { name: 'trending', title: 'Trending this week', weight: 0.35, default: 0.35 },
  { name: 'follows', title: 'People you follow', weight: 0.25, default: 0.25 },
];
const NEXT_PARTS = [{ name: 'vmis-knn', title: 'Sessions like this one', weight: 1, default: 1 }];

function reason(
  part: string,
  kind: RecommendationReason['kind'],
  text: string,
  evidence: readonly [id: number | null, label: string, contribution: number, startedAt?: string][],
): RecommendationReason {
  return {
    ...{ part, kind, text, more: 2 },
    id: evidence[0]?.[0] ?? null,
    label: evidence[0]?.[1] ?? '',
    contribution: evidence.reduce((sum, [, , contribution]) => sum + contribution, 0),
    evidence: evidence.map(([id, label, contribution, startedAt]) => ({
      ...{ id, label, contribution, startedAt: startedAt ?? null },
    })),
  };
}

const REASONS = [
  reason('item-knn + als', 'item', 'because you played “Harbour Lights” 14 times and “Paper Lanterns” 9 times', [
    [104, '“Harbour Lights” by The Tidal Clocks', 0.2114],
    [101, '“Paper Lanterns” by Mira Voss', 0.1302],
  ]),
  reason('follows', 'user', 'Jonas, whom you follow, plays it', [[12, 'Jonas', 0.0711]]),
  reason('trending', 'popularity', 'trending, with 412 plays in all', [[null, '412 plays', 0.032]]),
];
const NEXT_REASONS = [
  reason('vmis-knn', 'session', '18 past sessions with “Night Ferry” by The Tidal Clocks had it too', [
    [12, 'Jonas', 0.02, ago(400_000)],
    [31, 'Aiko Tanaka', 0.011, ago(900_000)],
  ]),
];

function recommendations(k: number, weights: Record<string, number>, next: boolean) {
  const items = Array.from({ length: k }, (_, index) => {
    const parts = Object.fromEntries(
      (next ? NEXT_PARTS : PARTS).map((part, at) => [
        part.name,
        (weights[part.name] ?? part.weight) * (0.9 - index * 0.021) * (((index * 7 + at * 3) % 10) / 14 + 0.2),
      ]),
    );
    const score = Object.values(parts).reduce((sum, value) => sum + value, 0);
    return { track: track(index), score, parts, exact: true, reasons: next ? NEXT_REASONS : REASONS };
  });
  return items.sort((a, b) => b.score - a.score).map((item, index) => ({ ...item, rank: index + 1 }));
}

const METRICS: ListMetrics = {
  ...{ score: 1, novelty: 4.21, popularityBias: 1.62, diversity: 0.71, calibration: 0.18, artists: 19, ageDays: 310 },
};

const play = (index: number): Play => ({
  ...{ at: ago(90_000 * (index + 1)), msPlayed: 180_000, isSkip: index % 5 === 4, loadId: 3, line: 41_207 - index },
  file: index % 2 === 0 ? 'fact_listening_events_2024.csv' : 'trends_2025-01-28.csv',
});

const session = (at: number, size: number): Session => ({
  startedAt: ago(at),
  endedAt: ago(at - size * 200),
  plays: Array.from({ length: size }, (_, index) => ({
    ...play(index),
    at: ago(at - index * 200),
    track: track(index),
  })),
});

const SEGMENTS = {
  cold: { size: 41, metrics: { 'ndcg@10': 0.061, 'recall@10': 0.09, 'hit@10': 0.2 } },
  light: { size: 310, metrics: { 'ndcg@10': 0.121, 'recall@10': 0.15, 'hit@10': 0.41 } },
  heavy: { size: 322, metrics: { 'ndcg@10': 0.149, 'recall@10': 0.18, 'hit@10': 0.55 } },
  new_tracks: { size: 212, metrics: { 'recall@20': 0.02 } },
  old_tracks: { size: 4_100, metrics: { 'recall@20': 0.21 } },
};

const evaluation = (recommender: string, id: number, base: number, kind = 'time') => ({
  evaluationId: id,
  runId: kind === 'time' ? 'run-1' : 'run-2',
  snapshotId: 11,
  recommender,
  modelId: null,
  params: {},
  protocol: {
    ...{ kind, k: 10, description: 'held out: what is played in the last 28 days', synthetic: true },
    held_out: { users_judged: 673 },
    leak: { passed: true, findings: [] },
    notes: [],
    comparisons: [
      { a: 'hybrid', b: 'als', metric: 'ndcg@10', difference: 0.0108, interval: [0.004, 0.019], p: 0.001 },
      { a: 'hybrid', b: 'item-knn', metric: 'ndcg@10', difference: 0.0124, interval: [-0.002, 0.027], p: 0.09 },
    ],
  },
  metrics: Object.fromEntries(
    ['ndcg@10', 'recall@10', 'coverage@10', 'novelty@10'].map((name, index) => {
      const value = base * (1 + index * 0.4);
      return [name, { value, low: value * 0.95, high: value * 1.06 }];
    }),
  ),
  segments: SEGMENTS,
  seconds: 4.4,
  createdAt: ago(4_000),
});

const model = (
  modelId: string,
  recommender: string,
  title: string,
  state: 'candidate' | 'served' | 'retired',
  stale: boolean,
) => ({
  ...{ modelId, recommender, title, state, stale },
  task: recommender === 'vmis-knn' ? ('next-track' as const) : ('lists' as const),
  params: { factors: 64 },
  seed: 42,
  snapshotId: stale ? 9 : 11,
  codeVersion: '1',
  fittedAt: ago(4_100),
  seconds: 18.2,
  metrics: { 'ndcg@10': 0.1312, 'recall@10': 0.162, 'coverage@10': 0.41 },
  card: `## ${title}\n\nFitted on plays up to 2025-01-28: 10,000 listeners, 20,000 tracks, 2,014,882 plays.\n\n- als: 15 epochs`,
  publications: [
    { at: ago(90_000), action: 'refused', reason: 'evaluated: no evaluation has these parameters; run evaluate' },
    { at: ago(4_000), action: 'served', reason: 'all gates passed' },
  ],
  bytes: 6_310_000,
});

const MODELS = [
  model('hybrid-9f31aa20', 'hybrid', 'Hybrid', 'served', true),
  model('vmis-41c0aa20', 'vmis-knn', 'Sessions like this one', 'served', false),
  model('als-11aa20', 'als', 'Implicit ALS', 'candidate', false),
  model('pop-3aa2', 'popularity', 'Popularity', 'retired', true),
];

const RECOMMENDERS = [
  {
    ...{ name: 'hybrid', title: 'Hybrid', exact: true, task: 'lists' as const, searchable: false, needs: [] },
    params: { properties: { topK: { type: 'integer', default: 200, minimum: 1, maximum: 5000 } } },
  },
  {
    ...{ name: 'als', title: 'Implicit ALS', exact: true, task: 'lists' as const, searchable: true, needs: [] },
    params: {
      properties: {
        factors: { type: 'integer', default: 64, minimum: 1, maximum: 512 },
        regularization: { type: 'number', default: 0.01 },
      },
    },
  },
  {
    ...{ name: 'vmis-knn', title: 'Sessions like this one', exact: true, searchable: false, needs: ['events'] },
    task: 'next-track' as const,
    params: { properties: { neighbours: { type: 'integer', default: 100, minimum: 1 } } },
  },
];

const changed = (userId: number, overlap: number) => ({
  ...{ user_id: userId, overlap, rank_biased_overlap: overlap * 0.8 },
  entered: [{ track_id: 104, title: 'Harbour Lights', rank: 2, because: 'because you played “Slow Glass” 4 times' }],
  left: [{ track_id: 101, title: LONG, rank: 3 }],
  shift: { als: -0.21, trending: 0.34, 'item-knn': -0.13 },
});

/** Answers of the recommendation calls; `none` before anything is fitted. */
export function recommendAnswers(os: Group, { none, job }: { none: boolean; job: (kind: Job['kind']) => Job }) {
  return {
    listeners: os.listeners.handler(({ input }) =>
      Array.from({ length: 20 }, (_, index) => ({
        userId: index + 1,
        name: `Listener ${index + 1}`,
        country: 'SE',
        plays: 4_000 - index,
        lastPlayed: '2025-01-28',
      })).filter(({ name }) => name.toLowerCase().includes(input.text.toLowerCase())),
    ),
    tracks: os.tracks.handler(() => Array.from({ length: 20 }, (_, index) => track(index))),
    listener: os.listener.handler(({ input }) => ({
      userId: input.userId,
      name: `Listener ${input.userId}`,
      country: 'SE',
      plays: 4_112,
      lastPlayed: '2025-01-28',
      follows: 31,
      topArtists: ['The Tidal Clocks', 'Mira Voss', 'Ferrous', 'Orchestra of the Lower Lake'].map((name, index) => ({
        name,
        plays: 400 / (index + 1),
      })),
      topGenres: ['dream pop', 'techno', 'folk', 'jazz'].map((name, index) => ({ name, plays: 900 / (index + 1) })),
      recent: [],
    })),
    plays: os.plays.handler(() => Array.from({ length: 14 }, (_, index) => play(index))),
    sessions: os.sessions.handler(({ input }) =>
      none
        ? []
        : [session(4_000, 5), session(90_000, 9), session(400_000, 2)].slice(0, input.startedAt === undefined ? 3 : 1),
    ),
    recommend: os.recommend.handler(({ input }) => {
      const next = 'session' in input.for;
      return {
        model: {
          modelId: 'hybrid-9f31',
          title: next ? 'Sessions like this one' : 'Hybrid',
          snapshotId: 9,
          stale: true,
        },
        parts: (next ? NEXT_PARTS : PARTS).map(part => ({
          ...part,
          weight: input.weights?.[part.name] ?? part.weight,
        })),
        items: none ? [] : recommendations(input.k, input.weights ?? {}, next),
        shape: { diversity: 0, calibration: 0, novelty: 0, freshness: 0, artistCap: null },
        metrics: {
          plain: METRICS,
          shown: {
            ...METRICS,
            score: 1 - (input.filters.novelty ?? 0) / 4,
            novelty: 4.21 + (input.filters.novelty ?? 0),
          },
        },
        milliseconds: 11,
        note: none ? 'No model is fitted yet.' : null,
      };
    }),
    recommenders: os.recommenders.handler(() => RECOMMENDERS),
    models: os.models.handler(() => (none ? [] : MODELS)),
    publish: os.publish.handler(() => MODELS[2]!),
    rollback: os.rollback.handler(() => MODELS[0]!),
    compare: os.compare.handler(({ input }) => ({
      ...{ a: input.a, b: input.b, k: input.k, users: 300, overlap: 0.41, rank_biased_overlap: 0.36 },
      changed_most: [changed(7, 0), changed(12, 0.1), changed(31, 0.2)],
    })),
    gates: os.gates.handler(() => [
      { gate: 'ndcg@10', passed: true, detail: '0.1312 against 0.1280 of the served model' },
      { gate: 'popularity bias', passed: false, detail: 'mean popularity rank rose by 14%' },
    ]),
    evaluations: os.evaluations.handler(() =>
      none
        ? []
        : [
            evaluation('hybrid', 9, 0.1312),
            evaluation('als', 8, 0.1204),
            evaluation('item-knn', 7, 0.1188),
            evaluation('popularity', 6, 0.041),
            evaluation('vmis-knn', 5, 0.12, 'sessions'),
            evaluation('popularity', 4, 0.03, 'sessions'),
          ],
    ),
    evaluationHtml: os.evaluationHtml.handler(() => ({ html: '<!doctype html><title>Evaluation</title>' })),
    searches: os.searches.handler(() =>
      none
        ? []
        : [
            {
              ...{ recommender: 'als', metric: 'ndcg@10', strategy: 'halving', snapshotId: 11, points: 18 },
              trials: [
                { point: -1, params: {}, share: 1, value: 0.1204, seconds: 4.2 },
                { point: 3, params: { factors: 128, regularization: 0.0031 }, share: 1, value: 0.1251, seconds: 8.1 },
                { point: 7, params: { factors: 32, regularization: 0.02 }, share: 1 / 3, value: 0.101, seconds: 1.1 },
              ],
            },
          ],
    ),
    fit: os.fit.handler(() => job('fit')),
    evaluate: os.evaluate.handler(() => job('evaluate')),
    search: os.search.handler(() => job('evaluate')),
  };
}
