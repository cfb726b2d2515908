import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Id } from '../recommender.ts';

/** Looks up the tracks that a user never wants to see: those whose latest verdict is dislike or hide. */
export function readFeedback(lake: Lakehouse): (userId: Id) => Id[] {
  const rows = lake.db
    .prepare('select user_id, track_id, feedback from bronze_feedback_events order by given_at, row_id')
    .raw()
    .all() as [Id, Id, string][];
  const verdicts = new Map<string, Map<Id, string>>();
  for (const [user, track, feedback] of rows) {
    const own = verdicts.get(String(user)) ?? new Map<Id, string>();
    verdicts.set(String(user), own.set(track, feedback));
  }
  return userId =>
    [...(verdicts.get(String(userId)) ?? [])].flatMap(([track, feedback]) =>
      feedback === 'dislike' || feedback === 'hide' ? [track] : [],
    );
}
