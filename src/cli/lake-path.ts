import { Option } from 'commander';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Where the lakehouse is when nobody says: the user's data folder, as each system names it. */
export function defaultLakePath(env: NodeJS.ProcessEnv = process.env): string {
  if (env['TRACKLAKE_LAKE']) return env['TRACKLAKE_LAKE'];
  return join(dataFolder(env), 'tracklake', 'tracklake.lake');
}

function dataFolder(env: NodeJS.ProcessEnv): string {
  switch (platform()) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    case 'win32':
      return env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming');
    default:
      return env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
  }
}

export const lakeOption = (): Option =>
  new Option('--lake <path>', 'the lakehouse file (or set TRACKLAKE_LAKE)').default(defaultLakePath());

export const jsonOption = (): Option => new Option('--json', 'print the result as JSON');
