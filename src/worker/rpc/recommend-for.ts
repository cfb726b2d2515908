import type { EntityId } from '../../shared/rpc/base.ts';
import type { ModelInfo } from '../../shared/rpc/models.ts';
import type {
  ListMetrics,
  ListShape,
  ReasonEvidence,
  Recommendation,
  RecommendationReason,
  RecommendFilters,
  Track,
} from '../../shared/rpc/recommended-lists.ts';
import { parts as knownParts } from '../recommenders/parts.ts';
import { DEFAULT_WEIGHTS } from '../recommenders/hybrid.ts';
import type { Filters } from '../recommenders/serving/filters.ts';
import type { Recommendation as Ranked, RecommendRequest } from '../recommenders/serving/open-serving.ts';
import type { Rerank } from '../recommenders/serving/rerank.ts';
import type { Evidence, Sentence } from '../recommenders/serving/sentences.ts';
import { variantOf } from '../recommenders/serving/variant.ts';
import type { ServingThread } from './serving.ts';

export interface RecommendInput {
  for: { userId: EntityId } | { seedTrackId: EntityId } | { session: EntityId[]; userId?: EntityId | undefined };
  k: number;
  filters: RecommendFilters;
  weights?: Record<string, number> | undefined;
  reasons: number;
}

export interface Recommended {
  model: { modelId: string; title: string; snapshotId: number; stale: boolean };
  parts: { name: string; title: string; weight: number; default: number }[];
  items: Recommendation[];
  shape: ListShape;
  metrics: { shown: ListMetrics; plain: ListMetrics };
  milliseconds: number;
  note: string | null;
}

/** The top k of a model with scores by part and reasons. */
export async function recommendFor(
  lakePath: string,
  model: ModelInfo,
  input: RecommendInput,
  serving: ServingThread,
): Promise<Recommended> {
  const began = performance.now();
  const { k, filters, weights } = input;
  const { list, tracks } = await serving.ask(lakePath, {
    kind: 'recommend',
    modelId: model.modelId,
    request: {
      ...whoFor(input.for),
      k,
      filters: rankingFilters(filters),
      rerank: rerankingWishes(filters),
      metrics: true,
      ...(weights === undefined || model.recommender !== 'hybrid' ? {} : { weights }),
      reasons: input.reasons > 0,
    },
  });
  const items = list.items.map(item => asRecommendation(item, tracks, input.reasons));
  return {
    model: { modelId: model.modelId, title: model.title, snapshotId: model.snapshotId, stale: model.stale },
    parts: partsOf(model, weights),
    items,
    shape: shapeOf(model),
    metrics: list.metrics ?? NO_METRICS,
    milliseconds: performance.now() - began,
    note: list.note ?? (items.length < k ? `only ${items.length} tracks pass the filters` : null),
  };
}

function whoFor(
  asked: RecommendInput['for'],
): Pick<RecommendRequest, 'userId' | 'seedTrackId' | 'session' | 'sessionOf'> {
  if (!('session' in asked)) return asked;
  return { session: asked.session, ...(asked.userId === undefined ? {} : { sessionOf: asked.userId }) };
}

function rerankingWishes({ diversity, calibration, novelty, freshness }: RecommendFilters): Rerank {
  return {
    ...(diversity === undefined ? {} : { diversity }),
    ...(calibration === undefined ? {} : { calibration }),
    ...(novelty === undefined ? {} : { novelty }),
    ...(freshness === undefined ? {} : { freshness }),
  };
}

function shapeOf({ params }: ModelInfo): ListShape {
  const { rerank, artistCap } = variantOf(params);
  const { diversity = 0, calibration = 0, novelty = 0, freshness = 0 } = rerank;
  return { diversity, calibration, novelty, freshness, artistCap: artistCap ?? null };
}

const UNKNOWN: ListMetrics = {
  ...{ score: null, novelty: null, popularityBias: null, diversity: null, calibration: null },
  ...{ artists: 0, ageDays: null },
};
const NO_METRICS = { shown: UNKNOWN, plain: UNKNOWN };

function rankingFilters(wanted: RecommendFilters): Filters {
  const { excludeHeard, explicit, maxPerArtist, releasedFrom, releasedTo, genres, excludeTracks, excludeArtists } =
    wanted;
  return {
    hideHeard: excludeHeard,
    explicit,
    ...(maxPerArtist === undefined ? {} : { artistCap: maxPerArtist }),
    ...(releasedFrom === undefined ? {} : { releasedFrom }),
    ...(releasedTo === undefined ? {} : { releasedTo }),
    ...(genres === undefined ? {} : { genres }),
    ...(excludeTracks === undefined ? {} : { withoutTracks: excludeTracks }),
    ...(excludeArtists === undefined ? {} : { withoutArtists: excludeArtists }),
  };
}

function asRecommendation(item: Ranked, tracks: ReadonlyMap<EntityId, Track>, reasons: number): Recommendation {
  const named = { trackId: item.track_id, title: item.title, artist: item.artist ?? '', genre: null, plays: 0 };
  const explained = item.reasons.reduce((sum, reason) => sum + reason.contribution, 0);
  return {
    rank: item.rank,
    track: tracks.get(item.track_id) ?? named,
    score: item.score,
    parts: item.parts,
    reasons: item.reasons.slice(0, reasons).map(asReason),
    exact: item.reasons.length > 0 && Math.abs(explained - item.score) <= 1e-3 * Math.max(1, Math.abs(item.score)),
  };
}

function asReason({ part, contribution, text, because, more }: Sentence): RecommendationReason {
  const [strongest] = because;
  return {
    ...{ part, contribution, text, more, evidence: because.map(evidenceOf) },
    kind: strongest === undefined ? 'model' : KINDS[strongest.kind],
    ...(strongest === undefined ? { id: null, label: '' } : pointedAt(strongest)),
  };
}

const KINDS: Record<Evidence['kind'], RecommendationReason['kind']> = {
  track: 'item',
  playlists: 'playlist',
  ...{ user: 'user', artist: 'artist', genre: 'genre', feature: 'feature', tag: 'tag' },
  ...{ popularity: 'popularity', after: 'after', session: 'session', model: 'model' },
};

const evidenceOf = (because: Evidence): ReasonEvidence => ({
  ...pointedAt(because),
  contribution: because.contribution,
  startedAt: because.kind === 'session' ? because.started_at : null,
});

function pointedAt(because: Evidence): Pick<ReasonEvidence, 'id' | 'label'> {
  switch (because.kind) {
    case 'track':
    case 'playlists':
    case 'after':
      return { id: because.track_id, label: because.title };
    case 'user':
      return { id: because.user_id, label: because.name };
    case 'session':
      return { id: because.user_id, label: because.name };
    case 'artist':
    case 'genre':
    case 'feature':
    case 'tag':
      return { id: null, label: because.name };
    case 'popularity':
      return { id: null, label: `${because.plays} plays` };
    case 'model':
      return { id: null, label: '' };
  }
}

function partsOf(model: ModelInfo, moved: Record<string, number> | undefined): Recommended['parts'] {
  if (model.recommender !== 'hybrid') return [{ name: model.recommender, title: model.title, weight: 1, default: 1 }];
  const fitted = { ...DEFAULT_WEIGHTS, ...(model.params['weights'] as Record<string, number> | undefined) };
  return Object.entries(fitted).map(([name, weight]) => ({
    name,
    title: knownParts.find(part => part.name === name)?.title ?? name,
    weight: moved?.[name] ?? weight,
    default: weight,
  }));
}
