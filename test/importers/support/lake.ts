import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { importPaths, type ImportSummary } from '../../../src/worker/importers/import-paths.ts';
import type { Mapping } from '../../../src/worker/importers/mapping.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { bronzeRelations } from '../../../src/worker/lakehouse/bronze.ts';
import { listQuarantine } from '../../../src/worker/lakehouse/quarantine.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { projectFile } from '../../../src/worker/project-file.ts';

/** A lakehouse and a folder for inputs, in a temporary place that goes away with the test. */
export interface Bench {
  lake: Lakehouse;
  folder: string;
  /** Writes an input file and returns its path. */
  file(name: string, content: string | Uint8Array): string;
  /** Writes an input file and imports it. */
  import(
    name: string,
    content: string | Uint8Array,
    options?: { source?: string; mapping?: Mapping },
  ): Promise<ImportSummary>;
}

/** Memory where there is some: these tests are about reading, and a sync to disk costs more than all of it. */
const fastFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const open: Bench[] = [];

afterEach(() => {
  for (const { lake, folder } of open.splice(0)) {
    lake.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

export function bench(): Bench {
  const folder = mkdtempSync(join(fastFolder, 'tracklake-import-'));
  const lake = openLakehouse(join(folder, 'test.tracklake'));
  const made: Bench = {
    lake,
    folder,
    file(name, content) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    import(name, content, options = {}) {
      return importPaths(lake, { paths: [made.file(name, content)], ...options }, quietContext());
    },
  };
  open.push(made);
  return made;
}

export type Row = Record<string, unknown>;

/** The visible rows of a relation in loading order, without what differs from load to load; nulls left out. */
export function bronzeRows(lake: Lakehouse, relation: string): Row[] {
  const rows = lake.db.prepare(`select * from ${relation} order by row_id`).safeIntegers().all() as Row[];
  return rows.map(row =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([name, value]) => value !== null && name !== 'row_id' && name !== 'load_id')
        .map(([name, value]) => [name, typeof value === 'bigint' ? numberOrText(value) : value]),
    ),
  );
}

const numberOrText = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;

/** Every visible row of every bronze relation. */
export const allRows = (lake: Lakehouse): Record<string, Row[]> =>
  Object.fromEntries(
    bronzeRelations()
      .map(relation => [relation.name, bronzeRows(lake, relation.name)] as const)
      .filter(([, rows]) => rows.length > 0),
  );

export const rejected = (lake: Lakehouse): Row[] =>
  listQuarantine(lake, { limit: 10_000 }).map(({ fileName, lineNo, columnName, reason, message, raw }) => ({
    fileName,
    lineNo,
    columnName,
    reason,
    message,
    raw,
  }));

/** What is in the lakehouse that no committed load accounts for; empty when all is well. */
export function strays(lake: Lakehouse): string[] {
  const found: string[] = [];
  for (const { name } of bronzeRelations()) {
    const count = (sql: string): number => Number(lake.db.prepare(sql).pluck().get());
    const hidden = count(
      `select count(*) from lake_${name} where row_id > (select row_id from lake_high_water where relation = '${name}')`,
    );
    const ownerless = count(`select count(*) from lake_${name} where load_id not in (select load_id from lake_loads)`);
    const claimed = count(`select coalesce(sum(rows_loaded), 0) from lake_loads where relation = '${name}'`);
    const there = count(`select count(*) from ${name}`);
    if (hidden > 0) found.push(`${name}: ${hidden} hidden rows`);
    if (ownerless > 0) found.push(`${name}: ${ownerless} rows without a load`);
    if (claimed !== there) found.push(`${name}: ${there} rows, ${claimed} in the ledger`);
  }
  const orphans = Number(
    lake.db
      .prepare('select count(*) from lake_quarantine where load_id not in (select load_id from lake_loads)')
      .pluck()
      .get(),
  );
  if (orphans > 0) found.push(`${orphans} quarantined rows without a load`);
  const quarantined = lake.db
    .prepare(
      `select load_id from lake_loads
       where rows_quarantined <> (select count(*) from lake_quarantine q where q.load_id = lake_loads.load_id)`,
    )
    .pluck()
    .all();
  if (quarantined.length > 0) found.push(`loads ${quarantined.join(', ')}: quarantine and ledger differ`);
  return found;
}

export const samplesFolder = (source: string): string => projectFile('data/samples', source);

/** The sample files of a source, as paths relative to its folder, without those that only go with others. */
export const sampleFiles = (source: string): string[] =>
  readdirSync(samplesFolder(source), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.md') && entry.name !== 'user.json')
    .map(entry => join(entry.parentPath, entry.name).slice(samplesFolder(source).length + 1))
    .sort();
