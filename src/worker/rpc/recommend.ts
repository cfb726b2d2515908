import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import type { ModelInfo } from '../../shared/rpc/models.ts';
import { readEvaluations } from '../evaluation/read-evaluations.ts';
import { evaluationPage } from '../reports/evaluation/page.ts';
import { findModel, listModels, servedModel, type StoredModel } from '../recommenders/models/model-store.ts';
import { gatesOf, publishModel, rollBack } from '../recommenders/models/publish.ts';
import { keptSearches } from '../evaluation/kept-trials.ts';
import { DEFAULT_SPACES } from '../evaluation/search-space.ts';
import { recommenders, taskOf } from '../recommenders/registry.ts';
import { latestSnapshot } from '../lakehouse/snapshots.ts';
import { cardText } from './model-card.ts';
import { recommendFor } from './recommend-for.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';
import { servingThread } from './serving.ts';

export function recommendCalls(os: WorkerImplementer['recommend'], { holder }: WorkerProcess) {
  const serving = servingThread();
  const lake = () => holder.current().lake;
  const db = () => lake().db;
  const NOW = { now: () => new Date() };

  const info = (model: StoredModel): ModelInfo => ({
    ...model,
    card: cardText(model),
    task: taskOf(model.recommender),
    publications: model.card.publications,
    stale: model.snapshotId < latestSnapshot(db()) && dataChangedSince(model.snapshotId),
  });
  const dataChangedSince = (snapshotId: number): boolean =>
    db()
      .prepare(
        `select 1 from lake_snapshots where snapshot_id > ? and kind in ('load', 'forget')
         and json_extract(detail, '$.relation') is not 'bronze_recommendation_events' limit 1`,
      )
      .get(snapshotId) !== undefined;

  async function start(kind: 'fit' | 'evaluate', title: string, params: Record<string, unknown>) {
    const [job] = await holder.current().jobs.start({ title, trigger: 'app', jobs: [{ kind, title, params }] });
    if (job === undefined) throw new TracklakeError('internal', 'the job was not stored');
    return job;
  }

  return {
    listeners: os.listeners.handler(({ input }) => serving.ask(lake().path, { kind: 'listeners', ...input })),
    tracks: os.tracks.handler(({ input }) => serving.ask(lake().path, { kind: 'tracks', ...input })),
    listener: os.listener.handler(({ input }) => serving.ask(lake().path, { kind: 'listener', ...input })),
    plays: os.plays.handler(({ input }) => serving.ask(lake().path, { kind: 'plays', ...input })),
    sessions: os.sessions.handler(({ input }) => serving.ask(lake().path, { kind: 'sessions', ...input })),
    recommend: os.recommend.handler(({ input }) => {
      const task = 'session' in input.for ? 'next-track' : 'lists';
      const model = input.modelId === undefined ? servedModel(lake(), task) : findModel(lake(), input.modelId);
      if (model === undefined) {
        const what = task === 'lists' ? 'no model is served yet' : 'no model for the next track is served yet';
        throw new TracklakeError('not_found', what, { hint: 'fit one on the Recommendations page' });
      }
      return recommendFor(lake().path, info(model), input, serving);
    }),
    recommenders: os.recommenders.handler(() =>
      recommenders.map(({ name, title, exact, needs, params, task = 'lists' }) => ({
        ...{ name, title, exact, task, searchable: name in DEFAULT_SPACES },
        needs: [...needs],
        params: z.toJSONSchema(params, { unrepresentable: 'any', io: 'input' }),
      })),
    ),
    models: os.models.handler(() => listModels(lake()).map(info)),
    publish: os.publish.handler(({ input }) => {
      const { override } = input;
      return info(publishModel(lake(), input.modelId, override === undefined ? {} : { override }, NOW).model);
    }),
    rollback: os.rollback.handler(({ input: { task, reason = 'rolled back by hand' } }) =>
      info(rollBack(lake(), reason, NOW, task)),
    ),
    compare: os.compare.handler(({ input }) => serving.ask(lake().path, { kind: 'compare', ...input })),
    removeModel: os.removeModel.handler(({ input }) => {
      if (findModel(lake(), input.modelId).state === 'served') {
        throw new TracklakeError('conflict', 'this model is served; serve another one first');
      }
      db().prepare('delete from lake_models where model_id = ?').run(input.modelId);
      return { ok: true as const };
    }),
    evaluations: os.evaluations.handler(({ input }) => readEvaluations(lake(), input)),
    evaluationHtml: os.evaluationHtml.handler(({ input }) => ({
      html: evaluationPage(readEvaluations(lake(), input)),
    })),
    gates: os.gates.handler(({ input }) =>
      gatesOf(lake(), input.modelId).map(({ name, passed, detail }) => ({ gate: name, passed, detail })),
    ),
    fit: os.fit.handler(({ input }) => start('fit', `fit ${input.recommender}`, input)),
    evaluate: os.evaluate.handler(({ input: { task, ...input } }) =>
      task === 'lists'
        ? start('evaluate', 'evaluate recommenders', input)
        : start('evaluate', 'evaluate next-track recommenders', { ...input, protocol: { kind: 'sessions' } }),
    ),
    search: os.search.handler(({ input }) =>
      start('evaluate', `search parameters of ${input.recommender}`, { search: input }),
    ),
    searches: os.searches.handler(() => keptSearches(lake())),
  };
}
