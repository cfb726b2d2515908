import { app, BrowserWindow, session } from 'electron';
import { join } from 'node:path';
import { electronLauncher } from './electron/launcher.ts';
import { nativeDialogs } from './electron/dialogs.ts';
import { setMenu } from './electron/menu.ts';
import { APP_ORIGIN, declareScheme, serveScheme } from './electron/scheme.ts';
import { harden } from './electron/security.ts';
import { filesAmong } from './electron/opened-files.ts';
import { nativeShell } from './electron/shell.ts';
import { vaultKey } from './electron/vault.ts';
import { openWindow } from './electron/window.ts';
import { gate } from './gate.ts';
import { createHandle } from './handle.ts';
import { createHostCalls } from './host-calls.ts';
import { observer } from './observe/observer.ts';
import { describeApi } from './openapi.ts';
import { cacheFolder, lakePath, stateFolder } from './places.ts';
import type { HostPlatform, PlatformEvent } from './platform.ts';
import { projectRoot } from './project-root.ts';
import { startChildren } from './supervise/children.ts';
import { nodeLauncher } from './supervise/launcher.ts';
import { tickets } from './tickets.ts';
import { version } from './version.ts';

/** Electron's entry: one instance, one window, the same handler as the loopback host behind the app's own scheme. */
declareScheme();
app.enableSandbox();

const listeners = new Set<(event: PlatformEvent) => void>();
/** Files that were handed over before there was a page to take them. */
const waiting: PlatformEvent[] = [];
const tell = (event: PlatformEvent): void => {
  if (listeners.size === 0 && event.kind === 'files') waiting.push(event);
  listeners.forEach(listener => listener(event));
};

if (!app.requestSingleInstanceLock()) app.quit();
else void app.whenReady().then(start);

app.on('second-instance', (_event, argv, folder) => {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
  tellOfFiles(filesAmong(argv.slice(1), folder));
});
app.on('open-file', (event, path) => {
  event.preventDefault();
  tellOfFiles([path]);
});
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

function tellOfFiles(paths: string[]): void {
  if (paths.length > 0) tell({ kind: 'files', paths });
}

function start(): void {
  harden();
  const cache = cacheFolder();
  const state = stateFolder();
  const platform: HostPlatform = {
    kind: 'electron',
    version,
    dialogs: nativeDialogs,
    shell: nativeShell,
    onEvent(listener) {
      listeners.add(listener);
      waiting.splice(0).forEach(listener);
      return () => listeners.delete(listener);
    },
  };
  const seen = observer({ stateFolder: state, scrapeTokenFile: null });
  const vault = vaultKey(state);
  const children = startChildren({
    launch: process.env['TRACKLAKE_NODE'] ? nodeLauncher(undefined, seen.heardLine) : electronLauncher,
    onMessage: seen.heard,
    lakePath: lakePath(),
    cacheFolder: cache,
    stateFolder: state,
    ...(vault !== undefined && { workerEnv: { TRACKLAKE_VAULT: vault } }),
  });
  seen.watch(children);
  app.once('will-quit', () => {
    children.stop();
    void seen.close();
  });
  const issued = tickets();
  serveScheme(
    session.defaultSession,
    createHandle({
      gate: gate({ origin: APP_ORIGIN, token: null }),
      children,
      tickets: issued,
      host: createHostCalls({ platform, children, tickets: issued, observer: seen }),
      metrics: null,
      answered: seen.answered,
      openapi: () => describeApi(version),
      rendererFolder: join(projectRoot, 'out', 'renderer'),
      uploadFolder: join(cache, 'uploads'),
    }),
  );
  tellOfFiles(filesAmong(process.argv.slice(1), process.cwd())); // opened with one, by a file manager or npm start
  setMenu(command => tell({ kind: 'command', command }));
  const preload = join(projectRoot, 'out', 'preload', 'index.cjs');
  openWindow(state, preload);
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(state, preload);
  });
}
