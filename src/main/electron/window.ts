import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP_ORIGIN } from './scheme.ts';
import { WEB_PREFERENCES } from './web-preferences.ts';

interface WindowState {
  x?: number;
  y?: number;
  width: number;
  height: number;
  maximized: boolean;
}

const FIRST: WindowState = { width: 1440, height: 900, maximized: false };
const LEAST = { minWidth: 900, minHeight: 600 };

/** Opens the app's window where it was when it was last closed. Shown with its first paint. */
export function openWindow(stateFolder: string, preload: string): BrowserWindow {
  const file = join(stateFolder, 'window.json');
  const state = onSomeScreen(readState(file));
  const options: BrowserWindowConstructorOptions = {
    ...LEAST,
    ...(state.x === undefined || state.y === undefined ? {} : { x: state.x, y: state.y }),
    width: state.width,
    height: state.height,
    show: false,
    title: 'Tracklake',
    backgroundColor: '#f6f7f8',
    webPreferences: { ...WEB_PREFERENCES, preload },
  };
  const window = new BrowserWindow(options);
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeState(file, window));
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}

function readState(file: string): WindowState {
  try {
    return { ...FIRST, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>) };
  } catch {
    return FIRST;
  }
}

/** A screen may be gone since. */
function onSomeScreen(state: WindowState): WindowState {
  const { x, y, width, height } = state;
  if (x === undefined || y === undefined) return state;
  const { workArea } = screen.getDisplayMatching({ x, y, width, height });
  const visible =
    x < workArea.x + workArea.width && x + width > workArea.x && y < workArea.y + workArea.height && y >= workArea.y;
  return visible ? state : { width, height, maximized: state.maximized };
}

function writeState(file: string, window: BrowserWindow): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  } catch {
    // where a window stood is not worth an error while it closes
  }
}
