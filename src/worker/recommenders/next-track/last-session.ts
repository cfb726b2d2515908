import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Id } from '../recommender.ts';

const GAP_S = 1800;
const DEFAULT_MS = 180_000;

/** The tracks of the session that a listener was in last, in order, without those that were skipped. */
export function lastSession(lake: Lakehouse, user: Id): Id[] {
  const userId = typeof user === 'string' && /^-?\d+$/.test(user) ? Number(user) : user;
  const rows = lake.db
    .prepare(
      `select track_id as trackId, started_s as second, coalesce(ms_played, ?) as ms from silver_listens
       where user_id in (?, ?) and is_skip = 0
         and week_end in (select week_end from silver_user_weeks where user_id in (?, ?) order by week_end desc limit 2)
       order by started_s, listen_id`,
    )
    .all(DEFAULT_MS, userId, user, userId, user) as { trackId: Id; second: number; ms: number }[];
  const start = rows.findLastIndex((row, at) => {
    const before = rows[at - 1];
    return before === undefined || row.second - before.second - before.ms / 1000 > GAP_S;
  });
  return rows.slice(Math.max(0, start)).map(({ trackId }) => trackId);
}
