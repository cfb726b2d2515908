import type { EntityId } from '../../shared/rpc/base.ts';
import type { MatchRow } from '../../shared/rpc/matches.ts';
import { rpc } from '../rpc/client.ts';
import type { Query, Topic } from './query.ts';

/** Everything that pages ask for more than once, by name. */

const query = <T>(key: string, topics: readonly Topic[], load: (signal: AbortSignal) => Promise<T>): Query<T> => ({
  key,
  topics,
  load,
});

export const relationsQuery = query('relations', ['relations'], signal =>
  rpc.catalogue.relations(undefined, { signal }),
);

export const docsQuery = query('data-docs', ['relations', 'loads'], signal =>
  rpc.catalogue.docs(undefined, { signal }),
);

export const relationQuery = (name: string) =>
  query(`relation:${name}`, ['relations'], signal => rpc.catalogue.relation({ name }, { signal }));

export const lineageQuery = (name?: string) =>
  query(`lineage:${name ?? ''}`, ['relations'], signal => rpc.catalogue.lineage({ name }, { signal }));

export const failedChecksQuery = query('checks:failed', ['relations'], signal =>
  rpc.catalogue.checks({ failedOnly: true }, { signal }),
);

export const profileQuery = (relation: string, milliseconds: number) =>
  query(`profile:${relation}:${milliseconds}`, ['relations'], signal =>
    rpc.cells.profile({ relation, milliseconds }, { signal }),
  );

export const jobsQuery = query('jobs', ['jobs'], signal => rpc.jobs.list({ limit: 200 }, { signal }));
export const pipelinesQuery = query('pipelines', ['jobs'], signal => rpc.pipelines.list(undefined, { signal }));

export const pipelineProblemsQuery = query('pipeline-problems', ['jobs'], signal =>
  rpc.pipelines.problems(undefined, { signal }),
);
export const pipelineRunsQuery = (name: string) =>
  query(`pipeline-runs:${name}`, ['jobs'], signal => rpc.pipelines.runs({ name, limit: 20 }, { signal }));
export const touchedQuery = (runId: string) =>
  query(`touched:${runId}`, ['jobs'], signal => rpc.pipelines.touched({ runId }, { signal }));

export const workNowQuery = query('work-now', ['figures'], signal => rpc.observe.now(undefined, { signal }));
export const hostFiguresQuery = query('host-figures', ['figures'], signal => rpc.host.figures(undefined, { signal }));
export const slowQueriesQuery = query('slow-queries', ['figures'], signal =>
  rpc.observe.slow({ limit: 30 }, { signal }),
);
export const metricSeriesQuery = query('metric-series', ['relations', 'jobs', 'loads'], signal =>
  rpc.observe.series(undefined, { signal }),
);

export const loadsQuery = query('loads', ['loads'], signal => rpc.imports.loads(undefined, { signal }));

export interface QuarantineFilter {
  state: 'open' | 'replayed' | 'dismissed';
  reason?: string;
  relation?: string;
  loadId?: number;
  from: number;
}
export const quarantineQuery = (filter: QuarantineFilter) =>
  query(`quarantine:${JSON.stringify(filter)}`, ['loads'], signal =>
    rpc.imports.quarantine({ ...filter, limit: 100 }, { signal }),
  );

export const MATCHES_A_PAGE = 100;
export interface MatchFilter {
  status: MatchRow['status'] | undefined;
  text: string;
  from: number;
}
export const matchesQuery = (filter: MatchFilter) =>
  query(`matches:${JSON.stringify(filter)}`, ['relations', 'loads'], signal =>
    rpc.matches.list({ ...filter, limit: MATCHES_A_PAGE }, { signal }),
  );

export const sourcesQuery = query('sources', [], signal => rpc.imports.sources(undefined, { signal }));
export const notebooksQuery = query('notebooks', ['notebooks'], signal => rpc.notebooks.list(undefined, { signal }));
export const reportsQuery = query('reports', ['reports'], signal => rpc.reports.list(undefined, { signal }));
export const modelsQuery = query('models', ['models'], signal => rpc.recommend.models(undefined, { signal }));
export const recommendersQuery = query('recommenders', ['models'], signal =>
  rpc.recommend.recommenders(undefined, { signal }),
);
export const searchesQuery = query('searches', ['models', 'jobs'], signal =>
  rpc.recommend.searches(undefined, { signal }),
);
export const evaluationsQuery = query('evaluations', ['models'], signal =>
  rpc.recommend.evaluations({ limit: 200 }, { signal }),
);

export const gatesQuery = (modelId: string) =>
  query(`gates:${modelId}`, ['models'], signal => rpc.recommend.gates({ modelId }, { signal }));

export const listenersQuery = (text: string) =>
  query(`listeners:${text}`, ['relations'], signal => rpc.recommend.listeners({ text, limit: 40 }, { signal }));
export const tracksQuery = (text: string) =>
  query(`tracks:${text}`, ['relations'], signal => rpc.recommend.tracks({ text, limit: 40 }, { signal }));
export const sessionsQuery = (userId: EntityId) =>
  query(`sessions:${JSON.stringify(userId)}`, ['relations'], signal =>
    rpc.recommend.sessions({ userId, limit: 12 }, { signal }),
  );
export const listenerQuery = (userId: EntityId) =>
  query(`listener:${JSON.stringify(userId)}`, ['relations'], signal => rpc.recommend.listener({ userId }, { signal }));

export const settingsQuery = query('settings', ['settings'], signal => rpc.settings.get(undefined, { signal }));
export const placesQuery = query('places', ['settings'], signal => rpc.settings.places(undefined, { signal }));
export const sourcesToCollectQuery = query('collectors', ['settings', 'loads'], signal =>
  rpc.collectors.list(undefined, { signal }),
);
export const signInQuery = query('sign-in', ['settings'], signal => rpc.collectors.signInState(undefined, { signal }));
export const hostInfoQuery = query('host', ['host'], signal => rpc.host.info(undefined, { signal }));
export const recentLakesQuery = query('recent', ['status'], signal => rpc.lake.recent(undefined, { signal }));
export const snapshotsQuery = query('snapshots', ['relations', 'loads'], signal =>
  rpc.lake.snapshots({ limit: 200 }, { signal }),
);
export const snapshotChangesQuery = (from: number, to: number) =>
  query(`changes:${from}:${to}`, ['relations', 'loads'], signal => rpc.lake.changes({ from, to }, { signal }));
