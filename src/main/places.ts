import { homedir, platform } from 'node:os';
import { join } from 'node:path';

type Env = NodeJS.ProcessEnv;

/** Where the lakehouse is when nobody says; the same file as the command line's default. */
export const lakePath = (env: Env = process.env): string =>
  env['TRACKLAKE_LAKE'] || join(dataFolder(env), 'tracklake', 'tracklake.lake');

/** Journal, history and settings: apart from the lakehouse, and worth a backup. */
export const stateFolder = (env: Env = process.env): string =>
  env['TRACKLAKE_STATE'] || join(dataFolder(env), 'tracklake', 'state');

/** Stored results and uploads: may be deleted at any time while the app is closed. */
export function cacheFolder(env: Env = process.env): string {
  if (env['TRACKLAKE_CACHE']) return env['TRACKLAKE_CACHE'];
  switch (platform()) {
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'tracklake');
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'tracklake', 'cache');
    default:
      return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tracklake');
  }
}

function dataFolder(env: Env): string {
  switch (platform()) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    case 'win32':
      return env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming');
    default:
      return env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  }
}
