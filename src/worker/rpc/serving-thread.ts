import { parentPort, workerData } from 'node:worker_threads';
import { TracklakeError } from '../../shared/errors.ts';
import type { EntityId } from '../../shared/rpc/base.ts';
import type { MatchQuery } from '../../shared/rpc/matches.ts';
import { quietContext } from '../jobs/context.ts';
import { openLakehouse } from '../lakehouse/open.ts';
import {
  openServing,
  type RecommendationList,
  type RecommendRequest,
  type Serving,
} from '../recommenders/serving/open-serving.ts';
import { listMatches } from '../resolve/list-matches.ts';
import { compareLists, type ListComparison } from '../recommenders/models/compare-lists.ts';
import { listenerAtAGlance } from './listener.ts';
import { playsOf, sessionsOf } from './listener-plays.ts';
import { findListeners, findTracks, tracksById } from './people-and-tracks.ts';
import type { Track } from '../../shared/rpc/recommended-lists.ts';

/** Recommendations, and reads of listeners, tracks and matches that may take longer than the worker's main thread may be busy. */
export type ServingTask =
  | { kind: 'recommend'; modelId: string; request: RecommendRequest }
  | { kind: 'listener'; userId: EntityId }
  | { kind: 'plays'; userId: EntityId; trackId: EntityId; limit: number }
  | { kind: 'sessions'; userId: EntityId; startedAt?: string | undefined; limit: number }
  | { kind: 'compare'; a: string; b: string; k: number }
  | { kind: 'listeners'; text: string; limit: number }
  | { kind: 'tracks'; text: string; limit: number }
  | { kind: 'matches'; query: MatchQuery };

export interface ServingAnswers {
  recommend: { list: RecommendationList; tracks: Map<EntityId, Track> };
  listener: ReturnType<typeof listenerAtAGlance>;
  plays: ReturnType<typeof playsOf>;
  sessions: ReturnType<typeof sessionsOf>;
  compare: ListComparison;
  listeners: ReturnType<typeof findListeners>;
  tracks: ReturnType<typeof findTracks>;
  matches: ReturnType<typeof listMatches>;
}

export type FromServing = { id: number } & (
  | { answer: ServingAnswers[keyof ServingAnswers] }
  | { failure: { code: string; message: string; details: Record<string, unknown> } }
);

const MOST_MODELS = 2;

const port = parentPort;
if (port === null) throw new Error('serving-thread runs as a worker thread only');
const { lakePath } = workerData as { lakePath: string };
const lake = openLakehouse(lakePath, { readonly: true });
const open = new Map<string, Serving>();

port.on('message', ({ id, task }: { id: number; task: ServingTask }) => {
  try {
    port.postMessage({ id, answer: perform(task) } satisfies FromServing);
  } catch (error) {
    const { code, message, details } =
      error instanceof TracklakeError
        ? error
        : new TracklakeError('internal', error instanceof Error ? error.message : String(error));
    port.postMessage({ id, failure: { code, message, details } } satisfies FromServing);
  }
});

function perform(task: ServingTask): ServingAnswers[keyof ServingAnswers] {
  switch (task.kind) {
    case 'recommend': {
      const list = modelNamed(task.modelId).recommend(task.request);
      return {
        list,
        tracks: tracksById(
          lake.db,
          list.items.map(item => item.track_id),
        ),
      };
    }
    case 'listener':
      return listenerAtAGlance(lake.db, task.userId);
    case 'plays':
      return playsOf(lake.db, task.userId, task.trackId, task.limit);
    case 'sessions': {
      const { userId, startedAt, limit } = task;
      return sessionsOf(lake.db, userId, { limit, ...(startedAt === undefined ? {} : { startedAt }) });
    }
    case 'compare':
      return compared(task);
    case 'listeners':
      return findListeners(lake.db, task.text, task.limit);
    case 'tracks':
      return findTracks(lake.db, task.text, task.limit);
    case 'matches':
      return listMatches(lake, task.query);
  }
}

/** So many that it takes a second or two, and a mean is known to a hundredth. */
const COMPARED_USERS = 300;

function compared({ a, b, k }: Extract<ServingTask, { kind: 'compare' }>): ListComparison {
  const [one, other] = [modelNamed(a), modelNamed(b)];
  return compareLists(one, other, { k, mostUsers: COMPARED_USERS }, quietContext());
}

function modelNamed(modelId: string): Serving {
  const known = open.get(modelId);
  if (known !== undefined) return known;
  const [oldest] = open.keys();
  if (open.size >= MOST_MODELS && oldest !== undefined) open.delete(oldest);
  const serving = openServing(lake, { modelId });
  open.set(modelId, serving);
  return serving;
}
