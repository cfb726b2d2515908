import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveLoopback, type LoopbackHost, type ServeOptions } from '../../src/main/server.ts';
import type { CellEvent } from '../../src/shared/rpc/cells.ts';
import type { Contract } from '../../src/shared/rpc/contract.ts';

export type Client = ContractRouterClient<Contract>;

export interface TestHost extends LoopbackHost {
  folder: string;
  lakePath: string;
  rpc: Client;
  /** Plain fetch with the token. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** The whole loopback host with real children, in a folder of its own that goes with it. */
export async function startTestHost(
  options: ServeOptions & { prepare?: (lakePath: string) => void } = {},
): Promise<TestHost> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-test-'));
  const lakePath = join(folder, 'test.lake');
  mkdirSync(join(folder, 'renderer'));
  options.prepare?.(lakePath);
  const host = await serveLoopback({
    lakePath,
    cacheFolder: join(folder, 'cache'),
    stateFolder: join(folder, 'state'),
    ...options,
  });
  return {
    ...host,
    folder,
    lakePath,
    rpc: clientOf(host),
    fetch: (path, init = {}) =>
      fetch(host.origin + path, { ...init, headers: { authorization: `Bearer ${host.token}`, ...init.headers } }),
    async close() {
      await host.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function clientOf(
  { origin, token }: Pick<LoopbackHost, 'origin' | 'token'>,
  fetchBy?: (request: Request) => Promise<Response>,
): Client {
  return createORPCClient(
    new RPCLink({
      url: `${origin}/rpc`,
      headers: { authorization: `Bearer ${token}` },
      fetch: request => {
        held.push(request);
        return (fetchBy ?? fetch)(request);
      },
    }),
  );
}

/** Node's Request forwards an abort only until it is collected: a call that was cancelled late would never hear of it. */
const held: Request[] = [];

/** All events of a cell. */
export async function runCell(
  rpc: Client,
  sql: string,
  input: Partial<Parameters<Client['cells']['start']>[0]> = {},
  options: { signal?: AbortSignal } = {},
): Promise<CellEvent[]> {
  const events: CellEvent[] = [];
  for await (const event of await rpc.cells.start({ cellId: 'test', sql, ...input }, options)) events.push(event);
  return events;
}

export const lastOf = (events: readonly CellEvent[]): CellEvent => events.at(-1)!;

export function resultIdOf(events: readonly CellEvent[]): string {
  const started = events.find(event => event.kind === 'started');
  if (started?.kind !== 'started') throw new Error(`the cell did not start: ${JSON.stringify(events)}`);
  return started.resultId;
}

export async function until(holds: () => boolean | Promise<boolean>, withinMs = 5000): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > withinMs) throw new Error(`not within ${withinMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return performance.now() - began;
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
