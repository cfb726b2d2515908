import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE_FILE } from '../generate/state.ts';
import type { Lakehouse } from '../lakehouse/open.ts';

/** The folder whose generated plays this lakehouse holds; null where its plays are real, or the folder has gone. */
export function generatedSeedFolder(lake: Lakehouse): string | null {
  const paths = lake.db
    .prepare(
      `select distinct path from lake_loads where relation = 'bronze_fact_listening_events' and source = 'tracklake'`,
    )
    .pluck()
    .all() as string[];
  const folders = paths.flatMap(path => [dirname(path), dirname(dirname(path))]);
  return folders.find(folder => existsSync(join(folder, STATE_FILE))) ?? null;
}
