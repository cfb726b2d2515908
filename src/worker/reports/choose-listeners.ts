import { TracklakeError } from '../../shared/errors.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { rowOf } from '../matrix/csr.ts';
import type { Dataset, Id } from '../recommenders/recommender.ts';
import type { ListenerFacts, ReportOptions } from './report.ts';

export interface ChosenListeners {
  userIds: readonly Id[];
  /** In words: "a sample of 20 listeners". */
  how: string;
}

/** Throws `not_found` for a listener that isn't in the data: a report about nobody helps nobody. */
export function chooseListeners(users: ReportOptions['users'], dataset: Dataset): ChosenListeners {
  if (users === 'all') return { userIds: dataset.userIds, how: 'all listeners' };
  if (typeof users === 'number') return sample(users, dataset);
  const known = new Map(dataset.userIds.map(id => [String(id), id]));
  const userIds = users.map(wanted => {
    const id = known.get(String(wanted));
    if (id === undefined) {
      throw new TracklakeError('not_found', `unknown listener: ${wanted}`, { value: String(wanted) });
    }
    return id;
  });
  if (userIds.length === 0) throw new TracklakeError('bad_input', 'a report needs at least one listener');
  return { userIds: [...new Set(userIds)], how: 'chosen listeners' };
}

/** Evenly from the most active to the least, so that heavy and light listeners are both there. */
function sample(count: number, { plays, userIds }: Dataset): ChosenListeners {
  if (!Number.isInteger(count) || count < 1) {
    throw new TracklakeError('bad_input', `a sample has at least one listener, not ${count}`);
  }
  const total = (row: number) => {
    const { indices, values } = rowOf(plays, row);
    return values === null ? indices.length : values.reduce((sum, value) => sum + value, 0);
  };
  const active = userIds
    .map((id, row) => ({ id, plays: total(row) }))
    .filter(user => user.plays > 0)
    .sort((a, b) => b.plays - a.plays);
  const size = Math.min(count, active.length);
  const chosen = Array.from({ length: size }, (_, i) => active[Math.floor(((i + 0.5) * active.length) / size)]?.id);
  return {
    userIds: chosen.filter(id => id !== undefined),
    how: `a sample of ${size} listeners, from the most active to the least`,
  };
}

/** Looks up who a listener is; nulls where the relations aren't built. */
export function listenerLookup(lake: Lakehouse): (id: Id) => { name: string | null; facts: ListenerFacts | null } {
  const built = new Set(lake.db.prepare('select relation from lake_relations').pluck().all() as string[]);
  const names = built.has('silver_dim_users')
    ? lake.db.prepare('select name from silver_dim_users where user_id = ? order by version desc limit 1').pluck()
    : null;
  const facts = built.has('gold_user_insights')
    ? lake.db.prepare(
        `select plays, tracks, active_weeks, skip_share, top_genre, top_artist_name, last_played_on
         from gold_user_insights where user_id = ?`,
      )
    : null;
  return id => ({
    name: (names?.get(id) ?? null) as string | null,
    facts: (facts?.get(id) ?? null) as ListenerFacts | null,
  });
}
