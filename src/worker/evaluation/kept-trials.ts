import { createHash } from 'node:crypto';
import type { ParameterSearch } from '../../shared/rpc/models.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import type { SearchSpace } from './search-space.ts';
import type { Trial } from './search-params.ts';

/** What makes two searches the same, so that one goes on where the other was cut off. */
export interface SearchIdentity {
  name: string;
  space: SearchSpace;
  points: number;
  strategy: string;
  metric: string;
  seed: number;
  users: number;
  snapshot: number;
}

interface Kept {
  identity: SearchIdentity;
  trials: Trial[];
}

/** The trials of this very search that are finished, in `lake_meta`. */
export function keptTrials(lake: Lakehouse, identity: SearchIdentity): { trials: Trial[]; add(trial: Trial): void } {
  const key = `search:${createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)}`;
  const stored = lake.db.prepare('select value from lake_meta where key = ?').pluck().get(key) as string | undefined;
  const trials = stored === undefined ? [] : trialsIn(JSON.parse(stored));
  const write = lake.db.prepare(
    'insert into lake_meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  );
  return {
    trials,
    add(trial) {
      trials.push(trial);
      write.run(key, JSON.stringify({ identity, trials } satisfies Kept));
    },
  };
}

/** The newest search of each recommender: of the latest snapshot, and of these the one with the most trials. */
export function keptSearches(lake: Lakehouse): ParameterSearch[] {
  const values = lake.db.prepare(`select value from lake_meta where key like 'search:%'`).pluck().all() as string[];
  const kept = values.map(value => JSON.parse(value) as Kept | Trial[]).filter(value => 'identity' in value);
  const newest = Map.groupBy(kept, ({ identity }) => identity.name);
  return [...newest.values()].flatMap(searches => {
    const [last] = searches.sort(
      (a, b) => b.identity.snapshot - a.identity.snapshot || b.trials.length - a.trials.length,
    );
    if (last === undefined) return [];
    const { name, metric, strategy, snapshot, points } = last.identity;
    return [{ recommender: name, metric, strategy, snapshotId: snapshot, points, trials: last.trials }];
  });
}

/** Earlier versions kept the trials alone. */
const trialsIn = (value: Kept | Trial[]): Trial[] => ('identity' in value ? value.trials : value);
