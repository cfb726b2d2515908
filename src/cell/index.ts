import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeTheEnd } from './end-process.ts';
import { cellRouter } from './rpc/router.ts';
import { serveResults } from './rpc/serve-results.ts';
import { startTracing } from '../shared/trace/tracing.ts';
import { endWithHost, launchedBy, serveHost, tellHost } from './serve.ts';
import { startThread } from './thread.ts';

/** The read-only query process: one statement at a time, killed to stop it. */
const launch = launchedBy();
const cacheFolder = process.env['TRACKLAKE_CACHE'] ?? '';
if (cacheFolder === '') throw new Error('TRACKLAKE_CACHE names no folder');
const temporary = join(cacheFolder, 'temp');
mkdirSync(temporary, { recursive: true, mode: 0o700 });
process.env['SQLITE_TMPDIR'] = temporary;

if (process.env['TRACKLAKE_TRACES']) {
  const { AsyncLocalStorage } = await import('node:async_hooks');
  await startTracing({
    process: 'cell',
    around: new AsyncLocalStorage(),
    sink: span => tellHost({ type: 'span', span }),
  });
}
const thread = startThread(cacheFolder);
const call = cellRouter({ cacheFolder, thread });
endWithHost();
serveHost(launch, async (request, response) => {
  if (await beforeTheEnd(() => call(request, response))) return;
  if (serveResults(cacheFolder, request, response)) return;
  response.writeHead(404).end();
});
