import { TracklakeError } from '../../../shared/errors.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Blend } from '../blend.ts';
import { Compute } from '../../matrix/compute/compute.ts';
import { TopScan } from '../../matrix/top-scan.ts';
import { denseIds } from '../dataset/dense-ids.ts';
import { loadModel, findModel, servedModel, type LoadedModel, type StoredModel } from '../models/model-store.ts';
import { historyOf } from '../query-history.ts';
import type { Dataset, Id, Model, Query, Reason, Task } from '../recommender.ts';
import { scoreAhead } from '../score-ahead.ts';
import { readFeedback } from './feedback.ts';
import { maskFiltered, type Filters } from './filters.ts';
import { rankItems } from './rank.ts';
import { listMetrics, type ListMetrics } from './list-metrics.ts';
import { isNeutral, POOL, rerank, type Rerank } from './rerank.ts';
import { variantOf } from './variant.ts';
import { sentenceWriter, type Names, type Sentence } from './sentences.ts';

export interface RecommendRequest {
  /** Exactly one of these. An id in digits also finds the integer id. */
  userId?: Id;
  seedTrackId?: Id;
  /** A sitting that goes on: its tracks in order, the latest last. */
  session?: readonly Id[];
  /** Whose sitting it is, where somebody's: what they ruled out is left out. */
  sessionOf?: Id;
  k: number;
  filters?: Filters;
  /** What-if weights of a hybrid's parts; those not named keep theirs. */
  weights?: Record<string, number>;
  /** Order the best for more than their score. */
  rerank?: Rerank;
  /** Leave the reasons out, which is faster. */
  reasons?: boolean;
  /** Say what the list is like, and what it would be like as the model gives it. */
  metrics?: boolean;
}

export interface Recommendation {
  /** 1 is the first. */
  rank: number;
  track_id: Id;
  title: string;
  artist: string | null;
  score: number;
  /** The score by part; sums to it. Empty where reasons were not asked for. */
  parts: Record<string, number>;
  /** Sums to the score too. */
  reasons: Sentence[];
}

export interface RecommendationList {
  user_id: Id | null;
  seed_track_id: Id | null;
  model_id: string;
  snapshot_id: number;
  /** What the list is built on: the listener's plays, a seed track, a sitting, or nothing personal yet. */
  basis: 'history' | 'seed' | 'session' | 'cold start';
  /** A sentence for a cold start, null otherwise. */
  note: string | null;
  items: Recommendation[];
  /** Where they were asked for: this list, and the one without moved weights, caps and re-ranking. */
  metrics?: { shown: ListMetrics; plain: ListMetrics };
}

/** The served model in memory. One request at a time; nothing is copied for it. */
export interface Serving {
  readonly model: StoredModel;
  readonly dataset: Dataset;
  /** Throws `not_found` for an unknown seed track, `bad_input` for an impossible request. */
  recommend(request: RecommendRequest): RecommendationList;
  /** One list for each user (all of them by default), in order, as they are computed. */
  recommendAll(
    options: Omit<RecommendRequest, 'userId' | 'seedTrackId' | 'session' | 'sessionOf'> & { userIds?: Iterable<Id> },
  ): Iterable<RecommendationList>;
}

/** Loads a model, by default the one that is served for the task. Throws `not_found` where none was fitted. */
export function openServing(lake: Lakehouse, options: { modelId?: string; task?: Task } = {}): Serving {
  const { modelId, task = 'lists' } = options;
  const row = modelId === undefined ? servedModel(lake, task) : findModel(lake, modelId);
  if (row === undefined)
    throw task === 'lists'
      ? new TracklakeError('not_found', 'no model is served yet', { hint: 'tracklake fit makes one' })
      : new TracklakeError('not_found', 'no model for the next track is served yet', {
          hint: 'tracklake fit --recommender vmis-knn makes one',
        });
  return serving(lake, loadModel(lake, row));
}

function serving(lake: Lakehouse, { row, model, dataset }: LoadedModel): Serving {
  const users = denseIds(dataset.userIds);
  const tracks = denseIds(dataset.items.ids);
  const neverFor = readFeedback(lake);
  const inWords = sentenceWriter(dataset, userNames(lake));
  const compute = new Compute({ threads: 1, scratchBytes: 64 });
  const scores = compute.floats(dataset.items.ids.length);
  const top = new TopScan(compute, scores.length);
  const bestOf = (all: Float32Array, most: number): Int32Array => top.best(all, most);
  const alone = scoreAhead(model, scores.length);
  const own = variantOf(row.params);

  const recommend = (request: RecommendRequest): RecommendationList => {
    const asked = understood(request, users.indexOf, tracks.indexOf, dataset);
    const { k, filters = {} } = request;
    if (!(Number.isInteger(k) && k > 0))
      throw new TracklakeError('bad_input', `k must be a whole number above 0, not ${k}`);
    const scorer = request.weights === undefined ? model : reweighted(model, request.weights);
    const whose = request.userId ?? request.sessionOf;
    const never =
      whose === undefined
        ? []
        : neverFor(whose)
            .map(tracks.indexOf)
            .filter(item => item >= 0);
    const history = historyOf(asked.query, dataset).items;
    const order = (by: Model, wishes: Rerank, cap: number | undefined): number[] => {
      (by === model ? alone : by).score(asked.query, scores);
      maskFiltered(scores, asked.query, filters, never, dataset);
      const pool = rankItems(scores, isNeutral(wishes) ? k : k * POOL, dataset.items.artist, cap, bestOf);
      return isNeutral(wishes) ? pool : rerank(pool, scores, k, wishes, history, dataset);
    };
    const best = request.metrics === true ? order(model, {}, undefined) : null;
    const base = best === null ? scores : scores.slice();
    const ranked = order(scorer, { ...own.rerank, ...request.rerank }, filters.artistCap ?? own.artistCap);
    const metricsOf = (list: readonly number[], against: readonly number[]): ListMetrics =>
      listMetrics(list, { base, best: against, history }, dataset);
    const listed = ranked.map((item, at) => ({ item, rank: at + 1, score: scores[item] ?? 0 }));
    return {
      user_id: whose ?? null,
      seed_track_id: request.seedTrackId ?? null,
      model_id: row.modelId,
      snapshot_id: row.snapshotId,
      basis: asked.basis,
      note: asked.note,
      ...(best === null ? {} : { metrics: { shown: metricsOf(ranked, best), plain: metricsOf(best, best) } }),
      items: listed.map(({ item, rank, score }) =>
        recommendation(item, rank, score, request.reasons === false ? null : scorer, asked.query, dataset, inWords),
      ),
    };
  };

  return {
    model: row,
    dataset,
    recommend,
    *recommendAll({ userIds = dataset.userIds, ...request }) {
      for (const block of blocks(userIds)) {
        const known = block.map(id => findIndex(id, users.indexOf)).filter(user => user >= 0);
        alone.expect(Int32Array.from(known));
        for (const userId of block) yield recommend({ ...request, userId });
      }
    },
  };
}

/** Users that are scored together: enough to share the reading of a catalogue's factors. */
const BLOCK = 32;

function* blocks(ids: Iterable<Id>): Iterable<Id[]> {
  let block: Id[] = [];
  for (const id of ids) {
    block.push(id);
    if (block.length === BLOCK) {
      yield block;
      block = [];
    }
  }
  if (block.length > 0) yield block;
}

interface Asked {
  query: Query;
  basis: RecommendationList['basis'];
  note: string | null;
}

function understood(
  { userId, seedTrackId, session }: RecommendRequest,
  userIndex: (id: Id) => number,
  trackIndex: (id: Id) => number,
  dataset: Dataset,
): Asked {
  if ([userId, seedTrackId, session].filter(given => given !== undefined).length !== 1)
    throw new TracklakeError('bad_input', 'ask for a user, for a seed track or for a session, one of these');
  if (session !== undefined) return sessionOf(session, trackIndex);
  if (seedTrackId !== undefined) {
    const item = findIndex(seedTrackId, trackIndex);
    if (item < 0)
      throw new TracklakeError('not_found', `unknown track: ${seedTrackId}`, {
        value: String(seedTrackId),
        hint: 'the model knows the tracks of the data it was fitted on',
      });
    return { query: { kind: 'seed', item }, basis: 'seed', note: null };
  }
  const user = findIndex(userId ?? '', userIndex);
  if (user < 0)
    return { query: NOTHING_HEARD, basis: 'cold start', note: `user ${userId} is not in the data: what others play` };
  const heard = (dataset.plays.indptr[user + 1] ?? 0) - (dataset.plays.indptr[user] ?? 0);
  if (heard === 0)
    return {
      query: { kind: 'user', user },
      basis: 'cold start',
      note: `user ${userId} has no plays yet: what others play`,
    };
  return { query: { kind: 'user', user }, basis: 'history', note: null };
}

/** Tracks that came after the fit say nothing to the model, and the note says so. */
function sessionOf(trackIds: readonly Id[], trackIndex: (id: Id) => number): Asked {
  const known = trackIds.map(id => findIndex(id, trackIndex)).filter(item => item >= 0);
  if (known.length === 0)
    return { query: NOTHING_HEARD, basis: 'cold start', note: 'the model knows none of the tracks of this session' };
  const unknown = trackIds.length - known.length;
  return {
    query: { kind: 'session', items: Int32Array.from(known) },
    basis: 'session',
    note: unknown === 0 ? null : `the model does not know ${unknown} of the ${trackIds.length} tracks of this session`,
  };
}

const NOTHING_HEARD: Query = { kind: 'history', items: new Int32Array(0), weights: new Float32Array(0) };

function findIndex(id: Id, indexOf: (id: Id) => number): number {
  const found = indexOf(id);
  return found < 0 && typeof id === 'string' && /^-?\d+$/.test(id) ? indexOf(Number(id)) : found;
}

function reweighted(model: Model, weights: Record<string, number>): Model {
  if (!('withWeights' in model)) throw new TracklakeError('bad_input', 'only a hybrid has weights to change');
  return (model as Blend).withWeights(weights);
}

function recommendation(
  item: number,
  rank: number,
  score: number,
  explainer: Model | null,
  query: Query,
  dataset: Dataset,
  inWords: ReturnType<typeof sentenceWriter>,
): Recommendation {
  const { items } = dataset;
  const reasons = explainer?.explain(query, item) ?? [];
  return {
    rank,
    track_id: items.ids[item] ?? '',
    title: items.titles[item] ?? '',
    artist: items.artistNames[items.artist[item] ?? -1] ?? null,
    score,
    parts: sumByPart(reasons),
    reasons: inWords(reasons, query),
  };
}

function sumByPart(reasons: readonly Reason[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { part, contribution } of reasons) sums[part] = (sums[part] ?? 0) + contribution;
  return sums;
}

/** Names are looked up one by one, when a reason needs them, so that opening stays fast. */
function userNames(lake: Lakehouse): Names {
  const known = new Map<Id, string | null>();
  const statement = lake.db
    .prepare('select name from silver_dim_users where user_id = ? order by version desc limit 1')
    .pluck();
  return {
    userName(id) {
      const cached = known.get(id);
      if (cached !== undefined) return cached;
      const name = (statement.get(id) ?? null) as string | null;
      known.set(id, name);
      return name;
    },
  };
}
