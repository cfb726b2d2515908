import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listLoads } from '../../../src/worker/lakehouse/ledger.ts';
import { verifyLoads } from '../../../src/worker/lakehouse/ledger-verify.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';
import { writeEvents } from '../import/kills.ts';
import { filesAfterCut, layOut, readLog } from './replay.ts';
import { runOnShim } from './shim.ts';

export interface PowerCuts {
  states: number;
  /** States in which a load that had been acknowledged was not there, whole. */
  lost: number;
  faults: string[];
}

const FILES = 12;

/** Imports files while every write is noted, and looks at the lakehouse as `states` power cuts would have left it. */
export async function cutPower(
  shim: string,
  folder: string,
  how: 'sound' | 'normal',
  states: number,
  random: () => number,
): Promise<PowerCuts> {
  const own = join(folder, how);
  const lived = join(own, 'lived');
  mkdirSync(lived, { recursive: true });
  const paths = Array.from({ length: FILES }, (_, n) => join(own, `fact_listening_events_${n}.csv`));
  for (const [n, path] of paths.entries()) writeEvents(path, 20_000 + n * 3000);
  const log = join(own, 'log');
  await runOnShim(shim, 'acknowledge-child.ts', [how, join(lived, 'test.lake'), ...paths], {
    TRACKLAKE_DISK_WATCH: lived,
    TRACKLAKE_DISK_LOG: log,
  }).catch((error: Error) => {
    if (!error.message.includes('ended with null')) throw error; // it kills itself
  });
  const operations = readLog(readFileSync(log));
  const opened = operations.findIndex(operation => operation.kind === 'said');
  const report: PowerCuts = { states, lost: 0, faults: [] };
  for (let n = 0; n < states; n += 1) {
    const count = opened + 1 + Math.floor(random() * (operations.length - opened));
    const acknowledged = operations
      .slice(0, count)
      .filter(operation => operation.kind === 'said' && operation.text.startsWith('acknowledged')).length;
    const cut = join(own, 'cut');
    layOut(filesAfterCut(operations, count, random), lived, cut);
    const fault = faultOf(join(cut, 'test.lake'), acknowledged);
    if (fault !== null) report.lost += 1;
    if (fault !== null && report.faults.length < 5) report.faults.push(`after ${count} operations: ${fault}`);
  }
  rmSync(own, { recursive: true, force: true });
  return report;
}

/** What the next start finds wrong; null: every acknowledged load is there, whole, and nothing half. */
function faultOf(lakePath: string, acknowledged: number): string | null {
  try {
    const lake = openLakehouse(lakePath, { mustExist: true });
    try {
      const loads = listLoads(lake).length;
      if (loads < acknowledged) return `${loads} loads of ${acknowledged} acknowledged`;
      const torn = verifyLoads(lake).filter(load => !load.intact);
      if (torn.length > 0) return `${torn[0]?.fileName} is torn`;
      const verdict = lake.db.pragma('integrity_check', { simple: true });
      return verdict === 'ok' ? null : String(verdict);
    } finally {
      lake.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
