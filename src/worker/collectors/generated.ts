import { TracklakeError } from '../../shared/errors.ts';
import { importPaths } from '../importers/import-paths.ts';
import { generateSeed } from '../generate/seed.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Lakehouse } from '../lakehouse/open.ts';

/** What a person asks for when no service answers. */
export const GENERATED = 'generated';

const SMALL_WORLD = { users: 200, songs: 1000, events: 20_000, seed: 1 };

/**
 * A small generated world in place of what no service gave. Its files stay beside the lakehouse, with the state by which
 * models, evaluations and reports say that they are synthetic. Never into a lakehouse that has plays: throws `conflict`.
 */
export async function loadGenerated(lake: Lakehouse, ctx: JobContext): Promise<{ rowsLoaded: number }> {
  if (lake.db.prepare('select 1 from bronze_fact_listening_events limit 1').get() !== undefined) {
    throw new TracklakeError('conflict', 'this lakehouse has plays; generated ones are not mixed with them', {
      hint: 'what is there stays as it is',
    });
  }
  const out = `${lake.path}-generated`;
  await generateSeed({ ...SMALL_WORLD, out }, ctx);
  const { rowsLoaded } = await importPaths(lake, { paths: [out] }, ctx);
  ctx.log(
    'warn',
    `no service answered: ${rowsLoaded} generated rows were loaded in place of real ones; they are synthetic`,
  );
  return { rowsLoaded };
}
