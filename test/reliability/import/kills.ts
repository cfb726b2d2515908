import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { listLoads } from '../../../src/worker/lakehouse/ledger.ts';
import { forgetLoad } from '../../../src/worker/lakehouse/ledger-forget.ts';
import { verifyLoads } from '../../../src/worker/lakehouse/ledger-verify.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';

export const EVENTS = 'bronze_fact_listening_events';

/** A CSV of listening events of about this size; returns its number of rows. */
export function writeEvents(path: string, bytes: number): number {
  const handle = openSync(path, 'w');
  let written = 0;
  let rows = 0;
  let text = 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id\n';
  while (written < bytes) {
    rows += 1;
    const playedAt = new Date(Date.UTC(2024, 0, 1) + rows * 11_000).toISOString().slice(0, 19);
    text += `${rows},${rows % 997},${(rows * 7919) % 20_011},${playedAt}Z,${rows % 300_000},${rows % 2},radio,\n`;
    if (text.length < 1 << 16) continue;
    written += writeSync(handle, text);
    text = '';
  }
  writeSync(handle, text);
  closeSync(handle);
  return rows;
}

/** When to kill: so many milliseconds after the lakehouse is open, or at the nth committed chunk. */
export type Moment = { afterMs: number } | { atChunk: number };

/** Runs an import in a process of its own and kills it (SIGKILL) at a moment; false when it was done before. */
export async function importAndKill(lakePath: string, file: string, moment: Moment): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'import-child.ts'), lakePath, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    if ('afterMs' in moment) timer ??= setTimeout(() => child.kill('SIGKILL'), moment.afterMs);
    else if (said.split('chunk').length - 1 >= moment.atChunk) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

export interface Finding {
  state: 'nothing' | 'loaded' | 'lost' | 'torn' | 'duplicated';
  visible: number;
}

/** What a reader sees after a kill: nothing of the file, or all of it once; anything else is a fault. */
export function inspect(lake: Lakehouse, rows: number): Finding {
  const count = (sql: string): number => Number(lake.db.prepare(sql).pluck().get());
  const visible = count(`select count(*) from ${EVENTS}`);
  const distinct = count(`select count(distinct event_id) from ${EVENTS}`);
  const loads = listLoads(lake).length;
  if (visible !== distinct || loads > 1) return { state: 'duplicated', visible };
  if (visible === 0) return { state: loads === 0 ? 'nothing' : 'lost', visible };
  if (visible !== rows || loads === 0) return { state: 'torn', visible };
  return { state: verifyLoads(lake).every(v => v.intact) ? 'loaded' : 'torn', visible };
}

/** Inspects as a reader and then as the next writer does, who also starts over when the file made it in. */
export function inspectAfterKill(lakePath: string, rows: number): Finding {
  const reader = openLakehouse(lakePath, { readonly: true });
  const seen = inspect(reader, rows);
  reader.close();
  if (seen.state !== 'loaded') return seen;
  const writer = openLakehouse(lakePath);
  for (const load of listLoads(writer)) forgetLoad(writer, load.loadId, quietContext());
  writer.close();
  return seen;
}
