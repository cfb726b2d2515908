import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { TracklakeError } from '../shared/errors.ts';
import { contractErrors } from '../shared/rpc/contract-errors.ts';
import { RPC_PATH } from '../shared/rpc/domains.ts';
import { hostContract } from '../shared/rpc/host-contract.ts';
import type { HostEvent } from '../shared/rpc/host.ts';
import { browseFolder } from './browse.ts';
import { eventQueue } from '../shared/event-queue.ts';
import { writeExport } from './export-result.ts';
import { readChosenFile, writeChosenFile } from './chosen-files.ts';
import type { Handle } from './handle.ts';
import type { HostPlatform } from './platform.ts';
import type { Observer } from './observe/observer.ts';
import { rssOf } from './rss.ts';
import type { Children } from './supervise/children.ts';
import type { Tickets } from './tickets.ts';

export interface HostCallsOptions {
  platform: HostPlatform;
  children: Children;
  tickets: Tickets;
  observer: Pick<Observer, 'figures' | 'traced'>;
}

const HEARTBEAT_MS = 15_000;

/** The host's own half of the contract. */
export function createHostCalls({ platform, children, tickets, observer }: HostCallsOptions): Handle {
  const os = implement(hostContract).host;
  const processes = () => children.reports().map(report => ({ ...report, rssBytes: rssOf(report.pid) }));

  const router = {
    host: {
      info: os.info.handler(() => ({
        kind: platform.kind,
        platform: process.platform,
        version: platform.version,
        dialogs: platform.dialogs !== null,
        processes: [
          { name: 'host', pid: process.pid, state: 'ready' as const, restarts: 0, rssBytes: process.memoryUsage.rss() },
          ...processes(),
        ],
      })),
      figures: os.figures.handler(() => observer.figures()),
      traced: os.traced.handler(({ input }) => {
        observer.traced({ ...input, process: 'page' });
        return { ok: true as const };
      }),
      events: os.events.handler(async function* ({ signal }) {
        const queue = eventQueue<HostEvent>(signal, HEARTBEAT_MS, () => ({
          kind: 'heartbeat',
          at: new Date().toISOString(),
        }));
        const stops = [
          children.onChange(() => queue.push({ kind: 'processes', processes: processes() })),
          platform.onEvent(event => queue.push(event)),
        ];
        try {
          yield { kind: 'processes' as const, processes: processes() };
          yield* queue.events;
        } finally {
          stops.forEach(stop => stop());
        }
      }),
      openDialog: os.openDialog.handler(async ({ input }) => ({ paths: await dialogs().open(input) })),
      saveDialog: os.saveDialog.handler(async ({ input }) => ({ path: await dialogs().save(input) })),
      browse: os.browse.handler(({ input }) => browseFolder(input.path)),
      openPath: os.openPath.handler(async ({ input }) => {
        if (input.reveal) shell().reveal(input.path);
        else await shell().openPath(input.path);
        return { ok: true as const };
      }),
      openExternal: os.openExternal.handler(async ({ input }) => {
        if (!/^https:\/\//i.test(input.url)) throw new TracklakeError('forbidden', 'only https addresses are opened');
        await shell().openExternal(input.url);
        return { ok: true as const };
      }),
      ticket: os.ticket.handler(({ input }) => {
        if (!input.path.startsWith('/')) throw new TracklakeError('bad_input', 'a ticket is for a path of this app');
        return { url: tickets.issue(input.path) };
      }),
      exportResult: os.exportResult.handler(({ input, signal }) => writeExport(input, children, signal)),
      writeFile: os.writeFile.handler(({ input }) => writeChosenFile(input)),
      readFile: os.readFile.handler(({ input }) => readChosenFile(input)),
      printToPdf: os.printToPdf.handler(async ({ input }) => {
        await shell().printToPdf(input.path, { landscape: input.landscape });
        return { ok: true as const };
      }),
    },
  };

  function dialogs() {
    if (platform.dialogs === null) throw new TracklakeError('unsupported', 'this host has no dialogs of its own');
    return platform.dialogs;
  }
  function shell() {
    if (platform.shell === null)
      throw new TracklakeError('unsupported', 'the browser host does not open other programs');
    return platform.shell;
  }

  const errors = contractErrors((error, path) => process.stderr.write(`${path}: ${String(error)}\n`));
  const handler = new RPCHandler(router, { clientInterceptors: [errors] });
  return async request => {
    const { matched, response } = await handler.handle(request, { prefix: RPC_PATH, context: {} });
    return matched ? response : new Response('not found', { status: 404 });
  };
}
