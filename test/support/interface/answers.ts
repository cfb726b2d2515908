import { implement, ORPCError } from '@orpc/server';
import type { Job } from '../../../src/shared/domain/jobs.ts';
import { contract } from '../../../src/shared/rpc/contract.ts';
import type { ColumnStatistics } from '../../../src/shared/rpc/results.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/shared/rpc/settings.ts';
import { CHECK, SOURCES } from './collectors.ts';
import { dataDocs } from './data-docs.ts';
import { matchPage } from './matches.ts';
import { recommendAnswers } from './recommendations.ts';
import { checks, lineage, relation, relations } from './relations.ts';
import { streamSources } from './stream-sources.ts';

/**
 * Made-up answers for the whole contract, so that pages and their states can be looked at without a worker:
 * `normal`, `empty` (first run and every empty list), `failing` (every call but the status fails), `slow` (skeletons).
 */
export type Scenario = 'normal' | 'empty' | 'failing' | 'slow';

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const LONG =
  'A title that is much longer than any column would like it to be, (Live at the Royal Albert Hall) [2019 Remaster]';

const status = (scenario: Scenario) => ({
  path: '/home/ana/listening/demo.lake',
  lakeId: '7c0a3a3e-0000-4000-8000-000000000000',
  empty: scenario === 'empty',
  writable: true,
  snapshotId: scenario === 'empty' ? 0 : 11,
  bytes: 481_200_000,
  walBytes: 2_400_000,
  freeBytes: 81_000_000_000,
  loads: 10,
  relations: { bronze: 8, silver: 10, gold: 7 },
  listens: 2_014_882,
  coveredFrom: scenario === 'empty' ? null : '2024-01-01',
  coveredTo: scenario === 'empty' ? null : '2025-01-28',
  lastBuiltAt: scenario === 'empty' ? null : ago(700),
  checks: scenario === 'empty' ? { passed: 0, warned: 0, failed: 0 } : { passed: 118, warned: 2, failed: 1 },
  quarantined: scenario === 'empty' ? 0 : 1_284,
  stale: scenario === 'empty' ? [] : ['silver_song_transitions', 'gold_retention_by_cohort'],
  busy: scenario === 'normal',
  versions: { app: '0.1.0', node: '24.21.0', sqlite: '3.54.1', electron: null, chrome: null, platform: 'linux-x64' },
});

function job(jobId: number, kind: Job['kind'], title: string, state: Job['state'], began: number, took: number): Job {
  const ended = state !== 'running' && state !== 'queued';
  return {
    jobId,
    runId: jobId > 4 ? 'run-20250128-0913' : 'run-20250127-0902',
    kind,
    title,
    params: {},
    state,
    attempt: 1,
    progress:
      state === 'running'
        ? {
            stage: 'fitting als: epoch 7 of 15',
            done: 7,
            total: 15,
            unit: 'epochs',
            rate: 0.8,
            secondsElapsed: 9,
            secondsLeft: 10,
          }
        : null,
    result:
      state === 'succeeded' ? { rowsLoaded: 38_412, rowsQuarantined: 12, relations: ['a', 'b'], snapshotId: 11 } : null,
    error:
      state === 'failed'
        ? { code: 'check_failed', message: 'silver_listens: ms_played between 0 and 86400000 fails on 214 rows' }
        : null,
    createdAt: ago(began),
    startedAt: state === 'queued' ? null : ago(began),
    finishedAt: ended ? ago(began - took) : null,
  };
}

const jobList = (): Job[] => [
  job(9, 'evaluate', 'Evaluate 9 recommenders', 'queued', 20, 0),
  job(8, 'fit', 'Fit hybrid', 'running', 21, 0),
  job(7, 'build', 'Build 17 relations', 'succeeded', 64, 41.2),
  job(6, 'import', 'Import trends_2025-01-28.csv', 'succeeded', 71, 6.1),
  job(5, 'generate', 'Generate the week to 2025-01-28', 'succeeded', 75, 3.3),
  job(4, 'report', LONG, 'succeeded', 86_400, 2.2),
  job(3, 'build', 'Build 17 relations', 'failed', 90_000, 12.9),
  job(2, 'import', 'Import 9 files', 'cancelled', 90_400, 4.2),
  job(1, 'generate', 'Generate the year 2024', 'succeeded', 90_900, 61.4),
];

const statistics = (name: string, index: number): ColumnStatistics => {
  const numeric = /_id|plays|ms_|skipped|share/.test(name);
  return {
    name,
    kind: numeric ? 'integer' : 'text',
    rows: 100_000,
    nulls: index % 4 === 3 ? 2_310 : 0,
    distinct: index === 0 ? 100_000 : 40 * (index + 1) ** 2,
    distinctCapped: index === 0,
    min: numeric ? 1 : '2024-01-01',
    max: numeric ? 412_000 : '2025-01-28',
    mean: numeric ? 183_220.4 : null,
    median: numeric ? 180_000 : null,
    standardDeviation: null,
    sum: null,
    histogram: numeric
      ? Array.from({ length: 24 }, (_, bin) => ({
          from: bin * 17_000,
          to: (bin + 1) * 17_000,
          count: Math.round(9_000 * Math.exp(-((bin - 10 - index) ** 2) / 30)),
        }))
      : [],
    top: numeric
      ? []
      : ['library', 'playlist', 'radio', 'search'].map((value, rank) => ({ value, count: 41_000 / (rank + 1) })),
    lengths: null,
  };
};

const notebook = (ref: string, title: string, description: string, draft = false) => ({
  ref,
  title,
  description,
  origin: 'shipped' as const,
  path: `/notebooks/${ref}`,
  modifiedAt: ago(90_000),
  bytes: 3_000,
  cells: 6,
  draft,
});

/** The router that answers the contract in a scenario. `wait` is awaited before each answer. */
export function fixtureRouter(scenario: Scenario, wait: () => Promise<void>) {
  const os = implement(contract).use(async ({ next, path }) => {
    await wait();
    if (scenario === 'failing' && !['status', 'events', 'info'].includes(path.at(-1) ?? ''))
      throw new ORPCError('corrupt', {
        message: 'page 812 of demo.lake is not what was written: the checksum differs',
        data: { hint: 'Restore the newest backup in Settings.' },
      });
    return next();
  });
  const none = scenario === 'empty';
  let settings: Settings = DEFAULT_SETTINGS;
  return {
    lake: {
      status: os.lake.status.handler(() => status(scenario)),
      events: os.lake.events.handler(async function* ({ signal }) {
        yield { kind: 'status' as const, status: status(scenario) };
        await forever(signal);
      }),
      search: os.lake.search.handler(({ input }) =>
        relations
          .filter(({ name }) => name.includes(input.text))
          .map(({ name, grain }) => ({ kind: 'relation' as const, ref: name, title: name, detail: grain })),
      ),
      recent: os.lake.recent.handler(() => [
        { path: '/home/ana/listening/demo.lake', openedAt: ago(60), exists: true },
        { path: '/media/old-disk/2023.lake', openedAt: ago(9_000_000), exists: false },
      ]),
      forgetListener: os.lake.forgetListener.handler(() => jobList()[0]!),
      snapshots: os.lake.snapshots.handler(() =>
        none
          ? []
          : [
              {
                snapshotId: 11,
                createdAt: ago(700),
                runId: 'run-20250128-0913',
                change: {
                  kind: 'build' as const,
                  relations: relations.filter(({ layer }) => layer !== 'bronze').map(({ name }) => name),
                },
              },
              {
                snapshotId: 10,
                createdAt: ago(720),
                runId: 'run-20250128-0913',
                change: { kind: 'load' as const, ...LAST_LOAD },
              },
              {
                snapshotId: 9,
                createdAt: ago(7200),
                runId: 'run-20250127-1702',
                change: { kind: 'forget' as const, name: 'mine.csv', rows: 212 },
              },
            ],
      ),
      changes: os.lake.changes.handler(({ input }) => ({
        ...input,
        loads: [LAST_LOAD],
        forgotten: input.from < 9 ? [{ name: 'mine.csv', rows: 212 }] : [],
        gained: [{ relation: LAST_LOAD.relation, rows: LAST_LOAD.rows, loads: 1 }],
        built: relations.filter(({ layer }) => layer !== 'bronze').map(({ name }) => name),
      })),
      createDemo: os.lake.createDemo.handler(() => ({ runId: 'run-20250128-0913', jobIds: [5, 6, 7, 8, 9] })),
    },
    catalogue: {
      relations: os.catalogue.relations.handler(() =>
        none ? relations.filter(({ layer }) => layer === 'bronze').map(entry => ({ ...entry, rows: 0 })) : relations,
      ),
      relation: os.catalogue.relation.handler(({ input }) => {
        const found = relation(input.name);
        if (found === null)
          throw new ORPCError('not_found', {
            message: `unknown relation: ${input.name}`,
            data: { hint: 'did you mean silver_listens?' },
          });
        return found;
      }),
      lineage: os.catalogue.lineage.handler(({ input }) => lineage(input.name)),
      docs: os.catalogue.docs.handler(() => dataDocs(none)),
      docsHtml: os.catalogue.docsHtml.handler(() => ({ html: '<!doctype html><title>Data docs</title>' })),
      checks: os.catalogue.checks.handler(() =>
        none ? [] : checks('silver_listens').filter(check => check.passed === false),
      ),
    },
    cells: {
      profile: os.cells.profile.handler(({ input }) => ({
        relation: input.relation,
        rows: 2_010_114,
        sampledRows: 100_000,
        sampled: true,
        timedOut: true,
        milliseconds: 612,
        columns: (relation(input.relation)?.columnList ?? [])
          .slice(0, 9)
          .map(({ name }, index) => statistics(name, index)),
      })),
    },
    jobs: {
      list: os.jobs.list.handler(({ input }) =>
        none ? [] : jobList().filter(entry => input.states?.includes(entry.state) ?? true),
      ),
      get: os.jobs.get.handler(({ input }) => jobList().find(entry => entry.jobId === input.jobId) ?? jobList()[0]!),
      watch: os.jobs.watch.handler(async function* ({ input, signal }) {
        const watched = jobList().find(entry => entry.jobId === input.jobId);
        if (watched !== undefined) yield { kind: 'job' as const, job: watched };
        for (let line = 0; line < 24; line += 1)
          yield {
            kind: 'log' as const,
            line: {
              runId: 'run-20250128-0913',
              jobId: input.jobId,
              at: ago(60 - line),
              level: (['info', 'debug', 'info', 'warn', 'info', 'error'] as const)[line % 6] ?? 'info',
              message:
                [
                  'reading trends_2025-01-28.csv',
                  'chunk of 65,536 rows written',
                  'epoch 3: loss 0.4121',
                  '12 rows quarantined: played_at is not a time',
                  `loaded ${LONG}`,
                  'the check did not pass',
                ][line % 6] ?? '',
            },
          };
        if (watched?.state === 'running') await forever(signal);
      }),
      start: os.jobs.start.handler(() => jobList()[1]!),
      cancel: os.jobs.cancel.handler(() => ({ ok: true as const })),
      retry: os.jobs.retry.handler(() => jobList()[0]!),
    },
    matches: {
      list: os.matches.list.handler(({ input }) => matchPage(input, scenario === 'empty')),
      decide: os.matches.decide.handler(() => ({ loadId: 12 })),
    },
    collectors: {
      list: os.collectors.list.handler(() => ({ seals: false, sources: SOURCES })),
      configure: os.collectors.configure.handler(() => ({ ok: true as const })),
      setKey: os.collectors.setKey.handler(() => ({ ok: true as const })),
      removeKey: os.collectors.removeKey.handler(() => ({ ok: true as const })),
      test: os.collectors.test.handler(() => CHECK),
      collect: os.collectors.collect.handler(() => jobList()[0]!),
      signIn: os.collectors.signIn.handler(() => ({ address: 'https://accounts.spotify.example/authorize' })),
      signInState: os.collectors.signInState.handler(() => ({ kind: 'none' as const })),
    },
    imports: {
      sources: os.imports.sources.handler(() =>
        [
          'Tracklake CSV',
          'Spotify streaming history',
          'Last.fm scrobbles',
          'ListenBrainz export',
          'HetRec 2011 Last.fm',
          'Classic rock radio',
        ].map((title, index) => ({
          source: `s${index}`,
          title,
          description: 'Plays with their times, as the service exports them.',
          extensions: ['csv', 'json'],
        })),
      ),
      preview: os.imports.preview.handler(({ input }) => [
        {
          path: input.path,
          bytes: 12_400_000,
          source: 's0',
          confidence: 0.98,
          candidates: [
            { source: 's0', title: 'Tracklake CSV', confidence: 0.98 },
            { source: 's2', title: 'Last.fm scrobbles', confidence: 0.2 },
          ],
          relation: 'bronze_fact_listening_events',
          columns: ['user_id', 'song_id', 'played_at', 'ms_played', 'note'].map((field, index) => ({
            field,
            column: ['user_id', 'track_id', 'played_at', 'ms_played', null][index] ?? null,
            type: index === 2 ? 'time' : 'integer',
            examples: [],
          })),
          rowColumns: ['user_id', 'track_id', 'played_at', 'ms_played', 'extra'],
          targets: ['user_id', 'track_id', 'played_at', 'ms_played', 'skipped'].map(name => ({
            name,
            type: 'any',
            required: name !== 'skipped',
          })),
          rows: Array.from({ length: 8 }, (_, row) => [
            String(row * 7),
            String(row * 31),
            `2025-01-2${row}T08:0${row}:00Z`,
            String(180_000 + row),
            row % 3 === 0 ? null : LONG,
          ]),
          sampledRows: 1_000,
          quarantine: [{ line: 812, column: 'played_at', reason: 'not a time', raw: '41,99,2025-13-01,180000' }],
          alreadyLoaded: null,
          warnings: [],
        },
      ]),
      start: os.imports.start.handler(() => ({ runId: 'run-20250128-0913', jobs: jobList().slice(1, 3) })),
      loads: os.imports.loads.handler(() =>
        none
          ? []
          : Array.from({ length: 10 }, (_, index) => ({
              loadId: 10 - index,
              runId: 'run-1',
              sha256: 'ab'.repeat(32),
              source: 'tracklake',
              relation: index < 4 ? 'bronze_fact_listening_events' : 'bronze_dim_songs',
              fileName: index === 5 ? `${LONG}.csv` : `trends_2025-01-${String(28 - index * 7 + 30).slice(-2)}.csv`,
              path: '/home/ana/listening/weekly_trends/trends.csv',
              bytes: 4_812_000 - index * 131_000,
              rowsIn: 38_424,
              rowsLoaded: 38_412,
              rowsQuarantined: index % 3 === 0 ? 12 : 0,
              startedAt: ago(700 + index * 604_800),
              finishedAt: ago(694 + index * 604_800),
            })),
      ),
      quarantine: os.imports.quarantine.handler(() =>
        none
          ? { total: 0, rows: [], byReason: [], byFile: [] }
          : {
              total: 1_284,
              byReason: [
                { reason: 'played_at is not a time', relation: 'bronze_fact_listening_events', count: 812 },
                { reason: 'ms_played is negative', relation: 'bronze_fact_listening_events', count: 460 },
                { reason: 'track_id is empty', relation: 'bronze_bridge_playlist_tracks', count: 12 },
              ],
              byFile: [{ loadId: 10, fileName: 'fact_listening_events_2024.csv', count: 1_284 }],
              rows: Array.from({ length: 60 }, (_, index) => ({
                quarantineId: index,
                loadId: 10,
                relation: 'bronze_fact_listening_events',
                fileName: 'fact_listening_events_2024.csv',
                line: 812 + index * 97,
                column: 'played_at',
                reason: 'played_at is not a time',
                message: 'played_at is not a time: "2025-13-01"',
                raw: `${index},812,2025-13-01T00:00:03Z,180000,0,library,<b>not bold</b>`,
                state: 'open' as const,
                replayedBy: null,
                corrected: null,
              })),
            },
      ),
      undo: os.imports.undo.handler(({ input }) => ({ open: input.quarantineIds })),
      replay: os.imports.replay.handler(({ input }) =>
        input.rows.map(({ quarantineId }) => ({ quarantineId, replayed: true, message: 'loaded' })),
      ),
      dismiss: os.imports.dismiss.handler(() => ({ ok: true as const })),
      forget: os.imports.forget.handler(() => jobList()[0]!),
    },
    pipelines: {
      list: os.pipelines.list.handler(() =>
        none
          ? []
          : [
              {
                name: 'weekly',
                title: 'The new week',
                description: 'Generates or imports the week, builds, fits and evaluates.',
                schedule: { cron: '0 6 * * 2', timezone: 'Europe/Stockholm' },
                watch: { folder: '/home/ana/listening/weekly_trends', settledSeconds: 5 },
                backfill: true,
                params: { k: 10 },
                steps: (['generate', 'import', 'build', 'fit', 'evaluate'] as const).map((kind, index, kinds) => ({
                  id: kind,
                  job: kind,
                  needs: index === 0 ? [] : [kinds[index - 1] ?? ''],
                })),
                lastDueAt: ago(90_000),
                nextDueAt: ago(-400_000),
                missed: 1,
              },
            ],
      ),
      problems: os.pipelines.problems.handler(() => [
        {
          file: '/home/ana/listening/pipelines/tags.yaml',
          message:
            'tags.yaml:7: steps.1.job: Invalid option: expected one of "import"|"build"|"check" (it says "bild")',
        },
      ]),
      run: os.pipelines.run.handler(() => ({ runId: 'run-20250128-0913', jobIds: [5, 6, 7, 8, 9] })),
      backfill: os.pipelines.backfill.handler(() => ({ runId: 'run-20250128-0913', jobIds: [5, 6, 7, 8, 9] })),
      runs: os.pipelines.runs.handler(() =>
        [...Map.groupBy(jobList(), entry => entry.runId)].map(([runId, jobs]) => ({
          runId,
          pipeline: 'weekly',
          title: 'The new week',
          trigger: 'schedule',
          startedAt: jobs.at(-1)?.createdAt ?? ago(100),
          finishedAt: null,
          jobs: jobs.toReversed(),
        })),
      ),
      touched: os.pipelines.touched.handler(() => [
        {
          jobId: 6,
          reads: [{ kind: 'file' as const, name: `/home/ana/listening/weekly_trends/${LONG}.csv`, rows: 38_424 }],
          writes: [{ kind: 'relation' as const, name: 'bronze_fact_listening_events', rows: 38_412 }],
        },
      ]),
    },
    notebooks: {
      list: os.notebooks.list.handler(() =>
        none
          ? []
          : [
              notebook('shipped:overview.md', 'Overview', 'This week against last.'),
              notebook(
                'shipped:top-artists.md',
                'Top 10 artists of the month',
                'Who was played most, and who is rising.',
              ),
              notebook('shipped:genres.md', 'Genre popularity over time', 'Shares of genres by week.'),
              notebook('shipped:sleepers.md', 'Sleeper hits', 'Songs that took weeks to be found.'),
              notebook('shipped:heat-map.md', 'Listening heat map', 'When people listen.'),
              notebook('user:weekly.md', 'My weekly look', 'Notes on what changed.', true),
            ],
      ),
    },
    recommend: recommendAnswers(os.recommend, { none, job: kind => jobList().find(job => job.kind === kind)! }),
    reports: {
      list: os.reports.list.handler(() =>
        none
          ? []
          : [
              report(3, 'Recommendations of the week to 2025-01-28', false, true),
              report(2, LONG, true, true),
              report(1, 'Recommendations of the week to 2025-01-14', true, false),
            ],
      ),
      make: os.reports.make.handler(() => jobList()[1]!),
      verify: os.reports.verify.handler(() => ({
        ...{
          path: '/home/ana/report.html',
          ok: true,
          problems: [],
          files: [{ name: 'recommendations.csv', ok: true }],
        },
        record: 'same' as const,
        madeFrom: { snapshotId: 11, modelId: 'hybrid-9f31aa20', lakeId: null },
      })),
      remove: os.reports.remove.handler(() => ({ ok: true as const })),
    },
    settings: {
      get: os.settings.get.handler(() => settings),
      set: os.settings.set.handler(({ input }) => {
        settings = { ...settings, ...input };
        return settings;
      }),
      places: os.settings.places.handler(() => [
        { name: 'Settings and drafts', path: '/home/ana/.local/state/tracklake/state.db', bytes: 812_000 },
        { name: 'Results', path: '/home/ana/.cache/tracklake/results', bytes: 214_000_000 },
      ]),
      loadState: os.settings.loadState.handler(() => ({ value: null })),
      saveState: os.settings.saveState.handler(() => ({ ok: true as const })),
    },
    events: {
      sources: os.events.sources.handler(() => streamSources(none)),
      pause: os.events.pause.handler(({ input }) => streamSources(none, input.source)),
      resume: os.events.resume.handler(() => streamSources(none)),
    },
    observe: {
      now: os.observe.now.handler(() => ({
        at: ago(0),
        queue: none ? { queued: 0, running: 0, oldestSeconds: 0 } : { queued: 1, running: 1, oldestSeconds: 20 },
        jobs: none
          ? []
          : (['import', 'build', 'fit'] as const).map((kind, index) => ({
              kind,
              succeeded: 40 - index,
              failed: index,
              cancelled: 0,
              p50: 4_100 * (index + 1),
              p95: 9_000 * (index + 1),
              p99: 12_000 * (index + 1),
            })),
        loading: { loads: 4, rows: 153_600, rowsPerSecond: 312_000 },
        stream: { acceptedTo: 120_400, inBronzeTo: 120_300, behind: 100, eventsPerSecond: 41.2 },
        sources: streamSources(none),
        memory: { rss: 118_000_000, heapUsed: 41_000_000, external: 8_000_000 },
        lake: { bytes: 481_200_000, walBytes: 2_400_000, snapshotId: 11 },
      })),
      slow: os.observe.slow.handler(() =>
        none
          ? []
          : [
              {
                kind: 'cell' as const,
                title: `select *\nfrom silver_listens -- ${LONG}`,
                milliseconds: 8_412,
                rows: 2_014_882,
                at: ago(400),
                ref: 'shipped:overview.md',
              },
              {
                kind: 'relation' as const,
                title: 'silver_song_transitions',
                milliseconds: 3_100,
                rows: 812_000,
                at: ago(90_000),
                ref: 'silver_song_transitions',
              },
              {
                kind: 'check' as const,
                title: 'silver_listens: expect ms_played between 0 and 86400000',
                milliseconds: 412,
                rows: 2_014_882,
                at: ago(90_000),
                ref: 'silver_listens',
              },
            ],
      ),
      series: os.observe.series.handler(() =>
        none ? [] : [series('plays', 'Plays per week', 'plays'), series('build', 'Time of a build', 'seconds')],
      ),
    },
    host: {
      figures: os.host.figures.handler(() => ({
        since: ago(4_000),
        calls: none
          ? []
          : ['lake/status', 'cells/start', 'a window of rows', 'recommend/recommend'].map((call, index) => ({
              call,
              count: 1_204 * (4 - index),
              errors: index === 1 ? 3 : 0,
              recent: 100,
              p50: 2.1 * (index + 1),
              p95: 7.4 * (index + 1),
              p99: 19 * (index + 1),
              max: 400,
            })),
        memory: Array.from({ length: 60 }, (_, index) => ({
          at: ago(600 - index * 10),
          host: 96_000_000 + index * 10_000,
          worker: 118_000_000 + ((index * 7) % 20) * 1_000_000,
          cells: 61_000_000 * (1 + (index % 15 === 0 ? 1 : 0)),
        })),
        eventLoop: { p50: 0.1, p99: 4.2, max: 31 },
        logFile: '/home/ana/.local/state/tracklake/logs/tracklake.jsonl',
        scrapeTokenFile: '/home/ana/.local/state/tracklake/metrics-token',
        traces: null,
      })),
      info: os.host.info.handler(() => hostInfo),
      events: os.host.events.handler(async function* ({ signal }) {
        yield { kind: 'processes' as const, processes: hostInfo.processes };
        await forever(signal);
      }),
      browse: os.host.browse.handler(() => ({
        path: '/home/ana',
        parent: '/home',
        entries: [
          { name: 'exports', path: '/home/ana/exports', folder: true, bytes: 0 },
          {
            name: 'StreamingHistory_music_0.json',
            path: '/home/ana/StreamingHistory_music_0.json',
            folder: false,
            bytes: 12_412_000,
          },
        ],
      })),
      ticket: os.host.ticket.handler(({ input }) => ({ url: input.path })),
    },
  };
}

const series = (name: string, title: string, unit: 'plays' | 'seconds') => ({
  name,
  title,
  unit,
  points: Array.from({ length: 40 }, (_, week) => {
    const value = week === 31 ? 2_000 : 38_000 + ((week * 811) % 5_000);
    return {
      at: ago((40 - week) * 604_800),
      value,
      label: `week to 2024-${week}`,
      expected: 40_000,
      score: week === 31 ? -21.4 : 0.4,
      anomaly: week === 31,
    };
  }),
});

const report = (reportId: number, title: string, stale: boolean, intact: boolean) => ({
  reportId,
  runId: 'run-1',
  title,
  path: `/home/ana/listening/reports/${reportId}`,
  formats: ['html', 'csv'],
  files: [
    {
      name: 'report.html',
      path: `/home/ana/listening/reports/${reportId}/report.html`,
      format: 'html',
      bytes: 812_000,
    },
    {
      name: 'recommendations.csv',
      path: `/home/ana/listening/reports/${reportId}/recommendations.csv`,
      format: 'csv',
      bytes: 2_120_000,
    },
  ],
  sha256: 'c0ffee'.repeat(10),
  snapshotId: 11 - reportId,
  modelId: 'hybrid-9f31aa20',
  params: { k: 20 },
  createdAt: ago(90_000 * reportId),
  stale,
  intact,
});

const hostInfo = {
  kind: 'loopback' as const,
  platform: 'linux' as const,
  version: '0.1.0',
  dialogs: false,
  processes: [
    { name: 'worker', pid: 4_112, state: 'ready' as const, restarts: 0, rssBytes: 118_000_000 },
    { name: 'cell 1', pid: 4_120, state: 'ready' as const, restarts: 2, rssBytes: 61_000_000 },
  ],
};

const forever = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise(resolve => signal?.addEventListener('abort', () => resolve()));

const LAST_LOAD = {
  loadId: 58,
  fileName: 'trends_2025-01-28.csv',
  relation: 'bronze_fact_listening_events',
  rows: 10_371,
};
