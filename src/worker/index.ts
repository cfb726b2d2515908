import { mkdirSync } from 'node:fs';
import { startTracing } from '../shared/trace/tracing.ts';
import { openAppState } from './app-state/open.ts';
import { sweepNowAndThen } from './app-state/sweep-results.ts';
import { recordOf } from './jobs/log-record.ts';
import { takeVaultKey } from './collectors/keys/vault.ts';
import { traceStatements } from './observe/trace-statements.ts';
import { serveReportFile } from './rpc/report-files.ts';
import { lakeHolder } from './rpc/open-lake.ts';
import { workerRouter } from './rpc/router.ts';
import { endWithHost, launchedBy, serveHost, tellHost } from './rpc/serve.ts';

/** The worker process: the only one that writes the lakehouse. Small calls are answered at once; long work is a job. */
const launch = launchedBy();
takeVaultKey();
const {
  TRACKLAKE_LAKE: lakePath = '',
  TRACKLAKE_STATE: stateFolder = '',
  TRACKLAKE_CACHE: cacheFolder = '',
} = process.env;
mkdirSync(cacheFolder, { recursive: true, mode: 0o700 });

const state = openAppState(stateFolder);
const holder = lakeHolder(
  state.lakeToOpen(lakePath),
  path => {
    state.rememberLake(path);
    tellHost({ type: 'lake', path });
  },
  event => {
    if (event.type === 'span') return tellHost(event);
    const record = recordOf(event);
    if (record !== null) tellHost({ type: 'log', record });
  },
);
if (process.env['TRACKLAKE_TRACES']) {
  const { AsyncLocalStorage } = await import('node:async_hooks');
  await startTracing({
    process: 'worker',
    around: new AsyncLocalStorage(),
    sink: span => tellHost({ type: 'span', span }),
  });
  traceStatements(state.db, 0);
}
sweepNowAndThen(cacheFolder, () => state.settings().cacheMegabytes * 1024 ** 2);
const call = workerRouter({ holder, state, cacheFolder });
endWithHost();
serveHost(launch, async (request, response) => {
  if (await call(request, response)) return;
  if (serveReportFile(holder, request, response)) return;
  response.writeHead(404).end();
});
