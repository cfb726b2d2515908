import { rpc } from '../../rpc/client.ts';
import { createStore, type Store } from '../../state/store.ts';
import { NotebookSession } from './session.ts';

/** The notebooks that are open, in the order of their tabs; they stay open while other pages are looked at. */
export const openTabs: Store<readonly string[]> = createStore<readonly string[]>([]);

/** A second notebook beside the first; null for one alone. */
export const besideTab: Store<string | null> = createStore<string | null>(null);

const sessions = new Map<string, Promise<NotebookSession>>();
const STATE_KEY = 'notebook-tabs';

/** Opens a notebook once; a second asking gets the same session. */
export function openNotebook(ref: string): Promise<NotebookSession> {
  let session = sessions.get(ref);
  if (session === undefined) {
    session = rpc.notebooks.open({ ref }).then(opened => new NotebookSession(opened));
    session.catch(() => sessions.delete(ref));
    sessions.set(ref, session);
  }
  if (!openTabs.get().includes(ref)) openTabs.set(tabs => [...tabs, ref]);
  void rememberTabs();
  return session;
}

export async function closeNotebook(ref: string): Promise<void> {
  const session = await sessions.get(ref)?.catch(() => null);
  session?.close();
  sessions.delete(ref);
  openTabs.set(tabs => tabs.filter(tab => tab !== ref));
  if (besideTab.get() === ref) besideTab.set(null);
  void rememberTabs();
}

/** A notebook was given a name: its tab stays where it is. */
export function renameTab(from: string, to: string): void {
  sessions.delete(from);
  openTabs.set(tabs =>
    tabs.map(tab => (tab === from ? to : tab)).filter((tab, index, all) => all.indexOf(tab) === index),
  );
  void rememberTabs();
}

let restored: Promise<void> | null = null;

/** The tabs of the last time, once per launch. Opening their notebooks waits until they are looked at. */
export function restoreTabs(): Promise<void> {
  restored ??= rpc.settings
    .loadState({ key: STATE_KEY })
    .then(({ value }) => {
      if (!Array.isArray(value)) return;
      const refs = value.filter(ref => typeof ref === 'string');
      openTabs.set(tabs => [...new Set([...refs, ...tabs])]);
    })
    .catch(() => undefined);
  return restored;
}

const rememberTabs = (): Promise<unknown> =>
  rpc.settings.saveState({ key: STATE_KEY, value: openTabs.get() }).catch(() => null);
