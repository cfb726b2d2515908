import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Id } from '../recommender.ts';

/** Looks up the tracks that a user never wants to see: those whose latest verdict is dislike or hide. */
export function readFeedback(lake: Lakehouse): (userId: Id) => Id[] {
  const rows = lake.db
    .prepare(
      `select f.user_id, coalesce(i.canonical_track_id, f.track_id), f.feedback
       from bronze_feedback_events as f left join silver_track_identity as i on i.track_id = f.track_id
       order by f.given_at, f.row_id`,
    )
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
