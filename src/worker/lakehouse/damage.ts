import type Database from 'better-sqlite3';
import type { JobContext } from '../jobs/context.ts';
import { listBackups } from './backup.ts';
import { bronzeRelations } from './bronze.ts';
import { verifyLoads } from './ledger-verify.ts';
import type { Lakehouse } from './open.ts';
import { relationDigests, type RelationDigest } from './relation-digests.ts';

export interface Damage {
  /** What is wrong, each with its place. Empty: every row is the one that was written. */
  faults: string[];
  /** Relations that were built since the last backup: only their structure could be checked. */
  unknown: string[];
}

/**
 * Whether a lakehouse is what was written to it, to the last value: SQLite's structures, bronze against the digests in the
 * ledger, and silver and gold against those of the newest backup. SQLite's own check alone does not see changed values.
 */
export function damageOf(lake: Lakehouse, ctx: JobContext): Damage {
  const faults: string[] = [];
  const look = <T>(what: string, at: () => T, otherwise: T): T => {
    try {
      return at();
    } catch (error) {
      faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  faults.push(...look('the file', () => structureFaults(lake.db), []));
  faults.push(...look('bronze', () => bronzeFaults(lake), []));
  const now = look('silver and gold', () => relationDigests(lake.db, ctx), {});
  const then = listBackups(lake.path)[0]?.relations ?? {};
  const unknown: string[] = [];
  for (const [name, digest] of Object.entries(now)) {
    const known = then[name];
    if (known?.snapshotId !== digest.snapshotId) unknown.push(name);
    else if (!same(known, digest)) faults.push(`${name}: its rows are not the ones that were built`);
  }
  return { faults, unknown };
}

const same = (a: RelationDigest, b: RelationDigest): boolean => a.rows === b.rows && a.sha256 === b.sha256;

const structureFaults = (db: Database.Database): string[] =>
  (db.pragma('integrity_check') as { integrity_check: string }[])
    .map(({ integrity_check }) => integrity_check)
    .filter(verdict => verdict !== 'ok');

/** Loads that are not what the ledger says, and rows that are shown without one, or hidden. */
function bronzeFaults(lake: Lakehouse): string[] {
  const torn = verifyLoads(lake)
    .filter(load => !load.intact)
    .map(load => `${load.fileName}: its rows are not the ones that were loaded`);
  const loaded = lake.db.prepare('select coalesce(sum(rows_loaded), 0) from lake_loads where relation = ?').pluck();
  const shown = bronzeRelations()
    .map(({ name }) => name)
    .filter(name => lake.db.prepare(`select count(*) from ${name}`).pluck().get() !== loaded.get(name))
    .map(name => `${name}: it shows other rows than its loads`);
  return [...torn, ...shown];
}
