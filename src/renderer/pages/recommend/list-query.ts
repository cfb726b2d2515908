import { rpc } from '../../rpc/client.ts';
import type { Query } from '../../state/query.ts';
import { filtersOf, type Asked, type Recommended, type Wishes } from './wishes.ts';

/** The top k for somebody, for a track or for a session, as wished. */
export const recommendQuery = (asked: Asked, wishes: Wishes): Query<Recommended> => ({
  key: `recommend:${JSON.stringify([asked, wishes])}`,
  topics: ['models'],
  load: signal =>
    rpc.recommend.recommend(
      { for: whoFor(asked), k: wishes.k, weights: wishes.weights, filters: filtersOf(wishes), reasons: 12 },
      { signal },
    ),
});

type WhoFor = Parameters<typeof rpc.recommend.recommend>[0]['for'];

function whoFor(asked: Asked): WhoFor {
  switch (asked.kind) {
    case 'listener':
      return { userId: asked.id };
    case 'track':
      return { seedTrackId: asked.id };
    case 'session':
      return { session: [...asked.trackIds], ...(asked.of === null ? {} : { userId: asked.of }) };
  }
}
