import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Where keys and connections lie: with the app's state, apart from any lakehouse. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['TRACKLAKE_STATE']) return env['TRACKLAKE_STATE'];
  return join(dataFolder(env), 'tracklake', 'state');
}

function dataFolder(env: NodeJS.ProcessEnv): string {
  switch (platform()) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    case 'win32':
      return env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming');
    default:
      return env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  }
}
