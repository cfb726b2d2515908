import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** The user's data folder, as each system names it; main/places.ts has its own, since main does not import the worker. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  switch (platform()) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    case 'win32':
      return env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming');
    default:
      return env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  }
}
