import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { EVENTS, writeEvents } from './import/kills.ts';

export interface ReadReport {
  reads: number;
  /** Reads whose rows were not those of the loads that they saw, or whose rows came back. */
  wrong: string[];
  /** Different states that were seen. */
  states: number;
  /** Bytes of the write-ahead log: the most while the import ran, and after the next load with the long reader gone. */
  highestWal: number;
  lastWal: number;
}

const READERS = 3;

/**
 * Imports files in a process of its own while three readers ask for the rows of `relation` and the ledger at one moment,
 * again and again; a fourth holds its moment from before the first load until after the last.
 */
export async function readWhileImporting(
  folder: string,
  { files, bytes, reads, relation = EVENTS }: { files: number; bytes: number; reads: number; relation?: string },
): Promise<ReadReport> {
  const lakePath = join(folder, 'test.lake');
  const writer = openLakehouse(lakePath);
  writer.close();
  const paths = Array.from({ length: files + 1 }, (_, n) => join(folder, `fact_listening_events_${n}.csv`));
  for (const [n, path] of paths.entries()) writeEvents(path, bytes + n * 1000);
  const report: ReadReport = { reads: 0, wrong: [], states: 0, highestWal: 0, lastWal: 0 };
  const states = new Set<number>();

  const long = openReader(lakePath);
  long.db.exec('begin');
  const before = long.look(relation);
  let importing = true;
  const imported = importIn(lakePath, paths.slice(0, -1)).finally(() => (importing = false));
  const readers = Array.from({ length: READERS }, () => openReader(lakePath));
  while (importing || report.reads < reads) {
    for (const { look } of readers) {
      const { rows, loaded } = look(relation);
      report.reads += 1;
      states.add(rows);
      if (rows !== loaded) report.wrong.push(`${rows} rows of loads with ${loaded}`);
    }
    report.highestWal = Math.max(report.highestWal, walBytes(lakePath));
    await sleep(1);
  }
  await imported;
  const after = long.look(relation);
  if (after.rows !== before.rows || after.loaded !== before.loaded) report.wrong.push('the long reader’s moment moved');
  long.db.exec('commit');
  for (const { db } of [long, ...readers]) db.close();
  await importIn(lakePath, paths.slice(-1));
  report.lastWal = walBytes(lakePath);
  report.states = states.size;
  return report;
}

function openReader(path: string) {
  const { db } = openLakehouse(path, { readonly: true });
  const statements = new Map<string, Database.Statement>();
  return {
    db,
    /** One statement, so one moment. */
    look(relation: string): { rows: number; loaded: number } {
      const statement =
        statements.get(relation) ??
        db.prepare(`select (select count(*) from ${relation}) as rows,
          (select coalesce(sum(rows_loaded), 0) from lake_loads) as loaded`);
      statements.set(relation, statement);
      return statement.get() as { rows: number; loaded: number };
    },
  };
}

function importIn(lakePath: string, paths: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'import/import-child.ts'), lakePath, ...paths], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) =>
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`the import ended with ${code}`)))),
  );
}

const walBytes = (lakePath: string): number => {
  const path = `${lakePath}-wal`;
  return existsSync(path) ? statSync(path).size : 0;
};
