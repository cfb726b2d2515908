import { join } from 'node:path';
import { dataFolder } from '../../data-folder.ts';

/** Where keys and connections lie: with the app's state, apart from any lakehouse. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['TRACKLAKE_STATE']) return env['TRACKLAKE_STATE'];
  return join(dataFolder(env), 'tracklake', 'state');
}
