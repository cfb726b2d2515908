import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { projectFile } from '../project-file.ts';
import { findModel } from '../recommenders/models/model-store.ts';
import { allowReport } from '../recommenders/models/publish.ts';
import type { Id } from '../recommenders/recommender.ts';
import { openServing, type Serving } from '../recommenders/serving/open-serving.ts';
import { recommendBatch } from '../recommenders/serving/recommend-batch.ts';
import { chooseListeners, listenerLookup, type ChosenListeners } from './choose-listeners.ts';
import { readChecks } from './facts/checks.ts';
import { readFigures } from './facts/figures.ts';
import { describeModel } from './facts/model.ts';
import { holdsGeneratedData, readProvenance } from './facts/provenance.ts';
import { formatNamed } from './registry.ts';
import type { ListenerList, ReportFacts, ReportFormat, ReportOptions, ReportSummary } from './report.ts';
import { writeFiles, type Written } from './write-files.ts';

export type { ReportOptions, ReportSummary } from './report.ts';

/**
 * Writes a report on the recommendations for some listeners or all of them, into one file for each format, and records it
 * in `lake_reports`. Lists are streamed. Throws `not_found` for an unknown listener, model or format, and where no model
 * was fitted; `check_failed` where a gate of the model fails and nothing overrides it; `bad_input` for an impossible request; `cancelled`.
 */
export async function writeReport(lake: Lakehouse, options: ReportOptions, ctx: JobContext): Promise<ReportSummary> {
  const began = performance.now();
  const k = options.k ?? 10;
  if (!(Number.isInteger(k) && k > 0 && k <= 500)) {
    throw new TracklakeError('bad_input', `k must be a whole number from 1 to 500, not ${k}`);
  }
  const formats = [...new Set<ReportFormat>(options.formats ?? ['html'])];
  if (formats.length === 0) throw new TracklakeError('bad_input', 'a report needs at least one format');
  formats.forEach(formatNamed);
  ctx.progress({ stage: 'opening the model', done: 0, total: null, unit: 'steps' });
  const serving = openServing(lake, options.modelId === undefined ? {} : { modelId: options.modelId });
  const chosen = chooseListeners(options.users, serving.dataset);
  allowReport(lake, serving.model.modelId, options.override, ctx);
  const facts: ReportFacts = {
    title: options.title ?? 'Recommendations',
    runId: ctx.runId,
    madeAt: ctx.now().toISOString(),
    appVersion: appVersion(),
    synthetic: serving.model.card.data.synthetic || holdsGeneratedData(lake),
    k,
    listeners: chosen.userIds.length,
    chosen: chosen.how,
    formats,
    model: describeModel(lake, findModel(lake, serving.model.modelId), serving.dataset),
    figures: readFigures(lake),
    checks: readChecks(lake),
    provenance: readProvenance(lake),
  };
  const lists = listsOf(lake, serving, chosen, { ...options, k }, ctx);
  const written = await writeFiles(resolve(options.out), facts, lists, genreLookup(serving), ctx, options.ownFolder);
  return record(lake, facts, written, options, (performance.now() - began) / 1000);
}

/** From so many listeners on, two threads that each open the model are faster than this one. */
const MANY_LISTENERS = 500;

async function* listsOf(
  lake: Lakehouse,
  serving: Serving,
  { userIds }: ChosenListeners,
  { k, filters }: { k: number } & Pick<ReportOptions, 'filters'>,
  { cancel }: JobContext,
): AsyncGenerator<ListenerList> {
  const who = listenerLookup(lake);
  const { modelId } = serving.model;
  const request = { k, modelId, ...(filters === undefined ? {} : { filters }) };
  const lists =
    userIds.length < MANY_LISTENERS
      ? serving.recommendAll({ ...request, userIds })
      : recommendBatch(lake.path, { userIds, request }, { cancel, progress: () => {} });
  for await (const list of lists) {
    const { user_id: userId } = list;
    if (userId === null) throw new Error('a list for nobody');
    yield { userId, ...who(userId), list };
  }
}

function genreLookup({ dataset: { items } }: Serving): (trackId: Id) => string | null {
  const at = new Map(items.ids.map((id, item) => [id, item]));
  return trackId => items.genreNames[items.genre[at.get(trackId) ?? -1] ?? -1] ?? null;
}

function record(
  lake: Lakehouse,
  facts: ReportFacts,
  { folder, files, tally }: Written,
  options: ReportOptions,
  seconds: number,
): ReportSummary {
  const page = files.find(file => file.format === 'html');
  const main = page ?? files[0];
  if (main === undefined) throw new Error('a report without files');
  const summary: ReportSummary = {
    reportId: null,
    title: facts.title,
    folder,
    main: main.path,
    files,
    listeners: tally.listeners,
    recommendations: tally.recommendations,
    listenersOutsidePage: page === undefined ? 0 : tally.listeners - page.rows,
    modelId: facts.model.modelId,
    snapshotId: facts.provenance.snapshotId,
    synthetic: facts.synthetic,
    seconds,
  };
  if (!lake.writable) return summary;
  const params = {
    users: options.users,
    k: facts.k,
    filters: options.filters ?? {},
    override: options.override,
    files,
  };
  const { lastInsertRowid } = lake.db
    .prepare(
      `insert into lake_reports (run_id, title, path, formats, sha256, snapshot_id, model_id, params, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      facts.runId,
      facts.title,
      main.path,
      JSON.stringify(facts.formats),
      main.sha256,
      summary.snapshotId,
      summary.modelId,
      JSON.stringify(params),
      facts.madeAt,
    );
  return { ...summary, reportId: Number(lastInsertRowid) };
}

let version: string | undefined;

function appVersion(): string {
  version ??= (JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string }).version;
  return version;
}
