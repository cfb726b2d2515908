import type { HostEvent, HostInfo } from '../../shared/rpc/host.ts';
import { rpc } from '../rpc/client.ts';
import { runCommand } from './commands.ts';
import { invalidate } from './query.ts';
import { createStore, useStore, type Store } from './store.ts';

/** The app's child processes as the host last saw them. */
export const processes: Store<HostInfo['processes']> = createStore<HostInfo['processes']>([]);
export const useProcesses = (): HostInfo['processes'] => useStore(processes);

type FilesListener = (paths: string[]) => void;
const filesListeners = new Set<FilesListener>();

/** Called with the files that were handed to the app: a second launch, the dock. */
export function onFiles(listener: FilesListener): () => void {
  filesListeners.add(listener);
  return () => filesListeners.delete(listener);
}

/** Listens to the host for as long as the page lives: menu commands, child processes, files. Call once. */
export async function followHost(): Promise<never> {
  for (;;) {
    try {
      for await (const event of await rpc.host.events()) receive(event);
    } catch {
      // the lakehouse's connection says that the host is away; here only the next attempt matters
    }
    await new Promise(resolve => setTimeout(resolve, 2000));
  }
}

function receive(event: HostEvent): void {
  switch (event.kind) {
    case 'processes':
      processes.set(event.processes);
      invalidate('host');
      return;
    case 'command':
      runCommand(event.command);
      return;
    case 'files':
      for (const listener of filesListeners) listener(event.paths);
      return;
    case 'heartbeat':
      return;
  }
}
