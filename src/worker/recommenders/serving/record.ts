import { appendRows } from '../../importers/append-rows.ts';
import type { JobContext } from '../../jobs/context.ts';
import type { Load } from '../../lakehouse/ledger.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import type { RecommendationList } from './open-serving.ts';

/** Where a list was shown. */
export type Surface = 'report' | 'app' | 'api' | 'backtest';

export interface RecordOptions {
  surface: Surface;
  /** When the lists were shown, ISO 8601 in UTC; now by default. The same lists at the same moment are recorded once. */
  recommendedAt?: string;
}

/**
 * Keeps what was recommended in `bronze_recommendation_events`, one row for each track of each list, as one load. Lists
 * for a seed track have no user and are not kept. Only the writer may call it.
 */
export function recordRecommendations(
  lake: Lakehouse,
  lists: Iterable<RecommendationList>,
  { surface, recommendedAt }: RecordOptions,
  context: JobContext,
): Load {
  const at = recommendedAt ?? `${context.now().toISOString().slice(0, 19)}Z`;
  return appendRows(
    lake,
    'bronze_recommendation_events',
    `recommendations-${surface}`,
    rows(lists, surface, at),
    context,
  );
}

function* rows(lists: Iterable<RecommendationList>, surface: Surface, at: string): Iterable<Record<string, unknown>> {
  for (const list of lists) {
    if (list.user_id === null) continue;
    for (const { rank, track_id, score } of list.items)
      yield { user_id: list.user_id, track_id, rank, score, model_id: list.model_id, surface, recommended_at: at };
  }
}
