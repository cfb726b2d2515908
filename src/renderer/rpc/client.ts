import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/rpc/contract.ts';
import { authorization } from './token.ts';

/** Everything the interface can ask: `rpc.catalogue.relations()`. Errors are read with `problemOf`; abort with `{signal}`. */
export const rpc: ContractRouterClient<Contract> = createORPCClient(
  new RPCLink({ url: () => `${window.location.origin}/rpc`, headers: authorization }),
);

/** A plain fetch to the host with the same authorization: Arrow windows, uploads. */
export async function fetchFromHost(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(path, { ...init, headers: { ...authorization(), ...init.headers } });
}
