import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runQuery } from '../../src/cell/run-query.ts';
import { withSession } from '../../src/cell/sql/session.ts';
import { disguise, HOSTILE, seeded } from './statements.ts';

export interface AttackReport {
  tried: number;
  refused: number;
  /** Statements that ran: harmless ones, as a disguise may turn an attack into a comment. */
  ran: string[];
  /** What changed that must not. */
  harm: string[];
}

/** Sends disguised hostile statements through the cell's own way of running SQL, and looks for harm after each. */
export function attack(lakePath: string, cacheFolder: string, count: number, seed: number): AttackReport {
  const random = seeded(seed);
  const target = join(dirname(lakePath), 'must-not-exist');
  const before = stateOf(lakePath);
  const report: AttackReport = { tried: 0, refused: 0, ran: [], harm: [] };
  for (let i = 0; i < count; i += 1) {
    const statement = disguise(HOSTILE[i % HOSTILE.length]!, random).replaceAll(/file(?=[^:]|$)/gi, target);
    report.tried += 1;
    try {
      runAsCell(lakePath, cacheFolder, statement, `attack${i}`);
      report.ran.push(statement);
    } catch {
      report.refused += 1;
    }
    if (existsSync(target)) report.harm.push(`wrote ${target}: ${statement}`);
    if (report.harm.length > 0) break;
  }
  if (stateOf(lakePath) !== before) report.harm.push('the lakehouse or its folder changed');
  return report;
}

export function runAsCell(lakePath: string, cacheFolder: string, sql: string, resultId: string): void {
  withSession({ lakePath, sql, references: [], cacheFolder, fill: true }, session => {
    const request = {
      sql: session.sql,
      params: {},
      resultId,
      snapshotId: session.snapshotId,
      mostRows: 1000,
      mostResultBytes: 1e7,
    };
    const folder = join(cacheFolder, 'results', resultId);
    runQuery(
      session.db,
      { ...request, folder },
      { schema: () => {}, batch: () => {} },
      new Int32Array(new SharedArrayBuffer(4)),
    );
  });
}

/** The lakehouse's bytes, and what lies beside it but SQLite's own shared memory. */
function stateOf(lakePath: string): string {
  const folder = dirname(lakePath);
  const names = readdirSync(folder).filter(name => !/-(?:shm|wal)$/.test(name) && name !== 'cache');
  return [...names.sort(), createHash('sha256').update(readFileSync(lakePath)).digest('hex')].join('\n');
}
