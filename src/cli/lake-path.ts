import { Option } from 'commander';
import { join } from 'node:path';
import { dataFolder } from '../worker/data-folder.ts';

/** Where the lakehouse is when nobody says: the user's data folder, as each system names it. */
export function defaultLakePath(env: NodeJS.ProcessEnv = process.env): string {
  if (env['TRACKLAKE_LAKE']) return env['TRACKLAKE_LAKE'];
  return join(dataFolder(env), 'tracklake', 'tracklake.lake');
}

export const lakeOption = (): Option =>
  new Option('--lake <path>', 'the lakehouse file (or set TRACKLAKE_LAKE)').default(defaultLakePath());

export const jsonOption = (): Option => new Option('--json', 'print the result as JSON');
