import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PAYLOADS } from '../support/xss.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A small lakehouse, generated, imported and built by the commands that a person has; with a table of hostile names beside. */
export function makeNotebookLake(lakePath: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-notebook-'));
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(ROOT, 'bin/tracklake.mjs'), ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  try {
    run(
      'generate',
      'seed',
      '--out',
      folder,
      '--users',
      '120',
      '--songs',
      '400',
      '--events',
      '9000',
      '--seed',
      '5',
      '--defects',
    );
    run('import', folder, '--lake', lakePath);
    run('build', '--lake', lakePath);
    addHostileTable(lakePath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addHostileTable(lakePath: string): void {
  const db = new Database(lakePath);
  db.exec(`create table gold_hostile ("${PAYLOADS[0]!.replaceAll('"', '""')}" text, plays integer, week_end text)`);
  const insert = db.prepare('insert into gold_hostile values (?, ?, ?)');
  PAYLOADS.forEach((payload, index) => insert.run(payload, index + 1, '2024-01-02'));
  db.close();
}
