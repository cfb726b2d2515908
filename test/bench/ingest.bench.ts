import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

/*
 * Ingest of a CSV of listening events into bronze, with staging copy, hash, validation, digest and ledger, against the
 * bare `.import` of the sqlite3 command line (no types, no checks, no ledger) on the same file in the same run. Each
 * measurement is a process of its own, so that the peak memory is its own.
 *
 *   node test/bench/ingest.bench.ts [--small] [--large]     200,000 / 2,000,000 / 10,000,000 rows
 */
const MIN_ROWS_PER_SECOND = 250_000;
const MIN_RATIO = 0.5;
const MAX_RSS_MB = 300;

if (process.argv[2] === '--child') await child(process.argv[3] ?? '', process.argv[4] ?? '');
else process.exitCode = (await main()) ? 0 : 1;

interface Measured {
  seconds: number;
  rssMb: number;
  walMb: number;
}

async function main(): Promise<boolean> {
  const sizes = process.argv.includes('--small') ? [200_000] : [2_000_000];
  if (process.argv.includes('--large')) sizes.push(10_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-ingest-'));
  const hasCli = spawnSync('sqlite3', ['--version']).status === 0;
  if (!hasCli) console.log('no sqlite3 command here: only the absolute figures are measured');
  let reached = true;
  try {
    for (const rows of sizes) reached = (await compare(folder, rows, hasCli)) && reached;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(reached ? 'reached' : 'NOT reached');
  return reached;
}

async function compare(folder: string, rows: number, hasCli: boolean): Promise<boolean> {
  const csv = join(folder, `fact_listening_events_${rows}.csv`);
  await writeEvents(csv, rows);
  const rounds = rows > 2_000_000 ? 1 : 3;
  const ours: Measured[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (hasCli) theirs.push(importWithCli(folder, csv));
    ours.push(importWithTracklake(folder, csv));
  }
  const best = ours.reduce((a, b) => (a.seconds < b.seconds ? a : b));
  const rss = Math.max(...ours.map(m => m.rssMb));
  const rate = rows / best.seconds;
  const ratio = hasCli ? Math.min(...theirs) / best.seconds : NaN;
  console.log(`${rows.toLocaleString('en')} rows, ${(statSync(csv).size / 1e6).toFixed(0)} MB; best of ${rounds}`);
  console.table({
    tracklake: {
      seconds: round2(best.seconds),
      'rows/s': Math.round(rate),
      'peak RSS MB': rss,
      'peak WAL MB': best.walMb,
    },
    ...(hasCli && {
      'sqlite3 .import': { seconds: round2(Math.min(...theirs)), 'rows/s': Math.round(rows / Math.min(...theirs)) },
    }),
  });
  console.log(
    `bounds: ${MIN_ROWS_PER_SECOND} rows/s (${Math.round(rate)}), ${MIN_RATIO} of sqlite3 .import (${round2(ratio)}), ${MAX_RSS_MB} MB (${rss})`,
  );
  rmSync(csv);
  return rate >= MIN_ROWS_PER_SECOND && (!hasCli || ratio >= MIN_RATIO) && rss <= MAX_RSS_MB;
}

function importWithTracklake(folder: string, csv: string): Measured {
  const lake = join(folder, 'ours.tracklake');
  clear(lake);
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, '--child', lake, csv], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  clear(lake);
  return JSON.parse(stdout) as Measured;
}

/** What one process does and measures: a whole import, from opening the file to the commit. */
async function child(lakePath: string, csv: string): Promise<void> {
  const { openLakehouse } = await import('../../src/worker/lakehouse/open.ts');
  const { importPaths } = await import('../../src/worker/importers/import-paths.ts');
  const { quietContext } = await import('../../src/worker/jobs/context.ts');
  const lake = openLakehouse(lakePath);
  let walBytes = 0;
  const progress = (): void => {
    walBytes = Math.max(walBytes, statSync(`${lakePath}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  };
  const started = performance.now();
  const summary = await importPaths(lake, { paths: [csv] }, quietContext({ progress }));
  const seconds = (performance.now() - started) / 1000;
  if (summary.rowsQuarantined > 0) throw new Error('the benchmark file has no bad rows');
  lake.close();
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ seconds, rssMb, walMb: Math.round(walBytes / 1e6) } satisfies Measured));
}

function importWithCli(folder: string, csv: string): number {
  const lake = join(folder, 'theirs.db');
  clear(lake);
  const sql = [
    'pragma journal_mode = wal;',
    'create table events (event_id, user_id, track_id, played_at, ms_played, skipped, context, playlist_id);',
    '.mode csv',
    `.import --skip 1 ${csv} events`,
  ].join('\n');
  const started = performance.now();
  const { status, stderr } = spawnSync('sqlite3', [lake], { input: sql, encoding: 'utf8' });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(stderr);
  clear(lake);
  return seconds;
}

function clear(lake: string): void {
  for (const suffix of ['', '-wal', '-shm', '-writer']) rmSync(lake + suffix, { force: true });
}

/** Events as `tracklake generate seed` writes them, from a fixed seed. */
async function writeEvents(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path);
  const contexts = ['library', 'playlist', 'radio', 'search', 'recommendation'];
  let state = 12345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let text = 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id\n';
  for (let i = 1; i <= rows; i += 1) {
    const playedAt = new Date(Date.UTC(2024, 0, 1) + Math.floor((i / rows) * 31_536_000) * 1000).toISOString();
    const context = random(5);
    const playlist = context === 1 ? 1 + random(5000) : '';
    text += `${i},${1 + random(10_000)},${1 + random(20_000)},${playedAt.slice(0, 19)}Z,${random(300_000)},${random(2)},${contexts[context]},${playlist}\n`;
    if (text.length > 1 << 20) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'close');
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
