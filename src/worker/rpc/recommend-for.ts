import type { EntityId } from '../../shared/rpc/base.ts';
import type {
  ModelInfo,
  Recommendation,
  RecommendationReason,
  RecommendFilters,
  Track,
} from '../../shared/rpc/recommend.ts';
import { parts as knownParts } from '../recommenders/parts.ts';
import { DEFAULT_WEIGHTS } from '../recommenders/hybrid.ts';
import type { Filters } from '../recommenders/serving/filters.ts';
import type { Recommendation as Ranked } from '../recommenders/serving/open-serving.ts';
import type { Evidence, Sentence } from '../recommenders/serving/sentences.ts';
import type { ServingThread } from './serving.ts';

export interface RecommendInput {
  for: { userId: EntityId } | { seedTrackId: EntityId };
  k: number;
  filters: RecommendFilters;
  weights?: Record<string, number> | undefined;
  reasons: number;
}

export interface Recommended {
  model: { modelId: string; title: string; snapshotId: number; stale: boolean };
  parts: { name: string; title: string; weight: number; default: number }[];
  items: Recommendation[];
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
      ...input.for,
      k,
      filters: rankingFilters(filters),
      ...(filters.diversity === undefined ? {} : { rerank: { diversity: filters.diversity } }),
      ...(weights === undefined || model.recommender !== 'hybrid' ? {} : { weights }),
      reasons: input.reasons > 0,
    },
  });
  const items = list.items.map(item => asRecommendation(item, tracks, input.reasons));
  return {
    model: { modelId: model.modelId, title: model.title, snapshotId: model.snapshotId, stale: model.stale },
    parts: partsOf(model, weights),
    items,
    milliseconds: performance.now() - began,
    note: list.note ?? (items.length < k ? `only ${items.length} tracks pass the filters` : null),
  };
}

function rankingFilters(wanted: RecommendFilters): Filters {
  const { excludeHeard, maxPerArtist, releasedFrom, releasedTo, genres, excludeTracks, excludeArtists } = wanted;
  return {
    hideHeard: excludeHeard,
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

function asReason({ part, contribution, text, because }: Sentence): RecommendationReason {
  const [strongest] = because;
  return { part, contribution, text, ...(strongest === undefined ? NO_EVIDENCE : evidence(strongest)) };
}

const NO_EVIDENCE = { kind: 'popularity', id: null, label: '' } as const;

function evidence(because: Evidence): Pick<RecommendationReason, 'kind' | 'id' | 'label'> {
  switch (because.kind) {
    case 'track':
      return { kind: 'item', id: because.track_id, label: because.title };
    case 'playlists':
      return { kind: 'playlist', id: because.track_id, label: because.title };
    case 'user':
      return { kind: 'user', id: because.user_id, label: because.name };
    case 'artist':
    case 'genre':
    case 'feature':
    case 'tag':
      return { kind: because.kind, id: null, label: because.name };
    case 'popularity':
      return { kind: 'popularity', id: null, label: `${because.plays} plays` };
    case 'model':
      return NO_EVIDENCE;
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
