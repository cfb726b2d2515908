import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cellContract } from '../../shared/rpc/cell-contract.ts';
import { contractErrors } from '../../shared/rpc/contract-errors.ts';
import { API_PATH, RPC_PATH } from '../../shared/rpc/domains.ts';
import { inSpan } from '../../shared/trace/tracing.ts';
import type { QueryThread } from '../thread.ts';
import { cellCalls } from './cells.ts';
import { resultCalls } from './results.ts';

/** What one call knows beside its input: which lakehouse is open, and which id its result shall have. */
export interface CallContext {
  lakePath: string;
  resultId: string;
}

export interface CellProcess {
  cacheFolder: string;
  thread: QueryThread;
}

const implementer = () => implement(cellContract).$context<CallContext>();

type NodeCall = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Answers calls of the contract's cell half; false where the path is none of them. */
export function cellRouter(process: CellProcess): NodeCall {
  const os = implementer();
  const router = os.router({ cells: cellCalls(os.cells, process), results: resultCalls(os.results, process) });
  const errors = contractErrors(report);
  const rpc = new RPCHandler(router, { clientInterceptors: [errors] });
  let api: Promise<NodeCall> | undefined;

  const contextOf = (request: IncomingMessage): CallContext => ({
    lakePath: decodeURIComponent(String(request.headers['x-tracklake-lake'] ?? '')),
    resultId: String(request.headers['x-tracklake-result'] ?? ''),
  });

  async function openapi(): Promise<NodeCall> {
    const { OpenAPIHandler } = await import('@orpc/openapi/node');
    const handler = new OpenAPIHandler(router, { clientInterceptors: [errors] });
    return async (request, response) =>
      (await handler.handle(request, response, { prefix: API_PATH, context: contextOf(request) })).matched;
  }

  return async (request, response) => {
    const path = request.url ?? '';
    const parent = request.headers['traceparent']?.toString();
    return inSpan(path, { parent }, async () => {
      if (path.startsWith(`${API_PATH}/`)) return (await (api ??= openapi()))(request, response);
      if (!path.startsWith(`${RPC_PATH}/`)) return false;
      return (await rpc.handle(request, response, { prefix: RPC_PATH, context: contextOf(request) })).matched;
    });
  };
}

export type CellImplementer = ReturnType<typeof implementer>['cells'];
export type ResultImplementer = ReturnType<typeof implementer>['results'];

/** On standard error, which the host passes on. */
const report = (error: unknown, path: string): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${path}: ${text}\n`);
};
