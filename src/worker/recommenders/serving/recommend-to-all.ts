import type { JobContext } from '../../jobs/context.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { openServing, type RecommendationList } from './open-serving.ts';
import { recordRecommendations } from './record.ts';

export interface RecommendToAllSummary {
  modelId: string;
  listeners: number;
  recommendations: number;
  loadId: number;
}

/**
 * Lists for every listener, kept in `bronze_recommendation_events` so that later weeks show what became of them. They
 * are dated at the last moment that the model's data knows, which for data of the past is not now.
 */
export function recommendToAll(
  lake: Lakehouse,
  { k = 10 }: { k?: number },
  context: JobContext,
): RecommendToAllSummary {
  const serving = openServing(lake);
  const { dataset, model } = serving;
  let listeners = 0;
  const counted = function* (lists: Iterable<RecommendationList>): Iterable<RecommendationList> {
    for (const list of lists) {
      context.cancel.throwIfRequested();
      listeners += 1;
      context.progress({ stage: 'recommending', done: listeners, total: dataset.userIds.length, unit: 'users' });
      yield list;
    }
  };
  const recommendedAt = `${new Date(dataset.asOf * 86_400_000).toISOString().slice(0, 19)}Z`;
  const lists = serving.recommendAll({ k, reasons: false });
  const load = recordRecommendations(lake, counted(lists), { surface: 'report', recommendedAt }, context);
  return { modelId: model.modelId, listeners, recommendations: load.rowsLoaded, loadId: load.loadId };
}
