import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/rpc/contract.ts';
import type { SpanRecord } from '../../shared/trace/span-record.ts';
import { reportClicksTo, tracedFetch, traceHeaders } from './click-trace.ts';
import { authorization } from './token.ts';

/** Everything the interface can ask: `rpc.catalogue.relations()`. Errors are read with `problemOf`; abort with `{signal}`. */
export const rpc: ContractRouterClient<Contract> = createORPCClient(
  new RPCLink({
    url: () => `${window.location.origin}/rpc`,
    headers: () => ({ ...authorization(), ...traceHeaders() }),
    fetch: tracedFetch,
  }),
);
// not by the client, whose calls are traced
reportClicksTo(span => {
  const record: SpanRecord = { ...span, parentSpanId: null, process: 'page', attributes: {}, error: null };
  const headers = { 'content-type': 'application/json' };
  void fetchFromHost('/rpc/host/traced', { method: 'POST', headers, body: JSON.stringify({ json: record }) }).catch(
    () => {},
  );
});

/** A plain fetch to the host with the same authorization: Arrow windows, uploads. */
export async function fetchFromHost(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(path, { ...init, headers: { ...authorization(), ...init.headers } });
}
