import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_PATH, RPC_PATH } from '../../shared/rpc/domains.ts';
import { workerContract } from '../../shared/rpc/worker-contract.ts';
import { contractErrors } from '../../shared/rpc/contract-errors.ts';
import { inSpan } from '../../shared/trace/tracing.ts';
import type { AppState } from '../app-state/open.ts';
import { catalogueCalls } from './catalogue.ts';
import { collectorCalls } from './collectors.ts';
import { eventCalls } from './events.ts';
import { historyCalls } from './history.ts';
import { importCalls } from './imports.ts';
import { jobCalls } from './jobs.ts';
import { lakeCalls } from './lake.ts';
import { matchCalls } from './matches.ts';
import { notebookCalls } from './notebooks.ts';
import type { LakeHolder } from './open-lake.ts';
import { observeCalls } from './observe.ts';
import { pipelineCalls } from './pipelines.ts';
import { recommendCalls } from './recommend.ts';
import { reportCalls } from './reports.ts';
import { settingsCalls } from './settings.ts';

export interface WorkerProcess {
  holder: LakeHolder;
  state: AppState;
  cacheFolder: string;
}

type NodeCall = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const implementer = () => implement(workerContract);
export type WorkerImplementer = ReturnType<typeof implementer>;

/** Answers calls of the contract's worker half; false where the path is none of them. */
export function workerRouter(worker: WorkerProcess): NodeCall {
  const os = implementer();
  const router = os.router({
    lake: lakeCalls(os.lake, worker),
    catalogue: catalogueCalls(os.catalogue, worker),
    notebooks: notebookCalls(os.notebooks, worker),
    history: historyCalls(os.history, worker),
    jobs: jobCalls(os.jobs, worker),
    imports: importCalls(os.imports, worker),
    collectors: collectorCalls(os.collectors, worker),
    matches: matchCalls(os.matches, worker),
    events: eventCalls(os.events, worker),
    pipelines: pipelineCalls(os.pipelines, worker),
    observe: observeCalls(os.observe, worker),
    recommend: recommendCalls(os.recommend, worker),
    reports: reportCalls(os.reports, worker),
    settings: settingsCalls(os.settings, worker),
  });
  const errors = contractErrors(report);
  const rpc = new RPCHandler(router, { clientInterceptors: [errors] });
  let api: Promise<NodeCall> | undefined;

  async function openapi(): Promise<NodeCall> {
    const { OpenAPIHandler } = await import('@orpc/openapi/node');
    const handler = new OpenAPIHandler(router, { clientInterceptors: [errors] });
    return async (request, response) =>
      (await handler.handle(request, response, { prefix: API_PATH, context: {} })).matched;
  }

  return async (request, response) => {
    const path = request.url ?? '';
    const parent = request.headers['traceparent']?.toString();
    return inSpan(path, { parent }, async () => {
      if (path.startsWith(`${API_PATH}/`)) return (await (api ??= openapi()))(request, response);
      if (!path.startsWith(`${RPC_PATH}/`)) return false;
      return (await rpc.handle(request, response, { prefix: RPC_PATH, context: {} })).matched;
    });
  };
}

/** On standard error, which the host passes on. */
const report = (error: unknown, path: string): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${path}: ${text}\n`);
};
