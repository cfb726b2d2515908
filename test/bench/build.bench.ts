import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { runChecks } from '../../src/worker/lakehouse/checks.ts';
import { openLakehouse, type Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { filler } from '../lakehouse/support/fill.ts';

/**
 * How long silver and gold take to build in full, and after one more week, as the number of plays grows. Each size runs
 * in a process of its own. `SQLite's own` is one group by of all plays by user and track, in the same process: what a
 * single pass costs on this machine at this moment.
 */
const BOUND_FULL_SECONDS = 15; // at 2 M plays
const BOUND_INCREMENTAL = 0.15; // of the full build
const BOUND_CHECKS = 0.2; // of the full build
const BOUND_GROWTH = 1.15; // time per play, against the size before: no faster than the data, and room for noise
const SMALL = process.argv.includes('--small');
const SIZES = SMALL ? [100_000, 400_000] : [500_000, 2_000_000, 8_000_000];

interface Run {
  events: number;
  full: number;
  checks: number;
  incremental: number;
  groupBy: number;
  cpu: number;
  peakMb: number;
}

const own = process.argv.find(argument => argument.startsWith('--events='));
if (own !== undefined) console.log(JSON.stringify(measure(Number(own.slice('--events='.length)))));
else main();

function measure(events: number): Run {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-build-'));
  const lake = openLakehouse(join(folder, 'bench.tracklake'));
  try {
    const world = filler(lake, {
      users: Math.round(events / 200),
      songs: 20_000,
      artists: 1_500,
      events,
      playlists: 4_000,
      seed: 1,
    });
    world.dims();
    world.year();
    lake.db.pragma('wal_checkpoint(TRUNCATE)');
    const cpuBefore = process.cpuUsage();
    const full = buildLakehouse(lake, {}, quietContext());
    const cpu = process.cpuUsage(cpuBefore);
    const checks = runChecks(lake, {}, quietContext());
    if (checks.failed + full.failed > 0) throw new Error('a check failed on clean data');
    world.week(0);
    const incremental = buildLakehouse(lake, {}, quietContext());
    return {
      events,
      full: full.seconds,
      checks: checks.seconds,
      incremental: incremental.seconds,
      groupBy: groupBy(lake),
      cpu: (cpu.user + cpu.system) / 1e6,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    lake.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function groupBy(lake: Lakehouse): number {
  const started = performance.now();
  lake.db
    .prepare(
      'select count(*) from (select user_id, track_id, count(*) from bronze_fact_listening_events group by user_id, track_id)',
    )
    .get();
  return (performance.now() - started) / 1000;
}

function main(): void {
  console.log(
    '     events   full s   CPU s   µs/play   against the size before   one more week s   of full   all checks   SQLite’s own   peak MB',
  );
  const failures: string[] = [];
  let before: Run | undefined;
  for (const events of SIZES) {
    const run = JSON.parse(
      execFileSync(process.execPath, [import.meta.filename, `--events=${events}`]).toString(),
    ) as Run;
    const growth = before === undefined ? 1 : run.full / run.events / (before.full / before.events);
    const share = run.incremental / run.full;
    console.log(
      [
        run.events.toLocaleString('en-GB').padStart(11),
        run.full.toFixed(2).padStart(8),
        run.cpu.toFixed(2).padStart(7),
        ((run.full / run.events) * 1e6).toFixed(2).padStart(9),
        `${growth.toFixed(2)}×`.padStart(25),
        run.incremental.toFixed(2).padStart(17),
        `${(share * 100).toFixed(1)} %`.padStart(9),
        `${((run.checks / run.full) * 100).toFixed(1)} %`.padStart(12),
        `full is ${(run.full / run.groupBy).toFixed(1)}×`.padStart(14),
        run.peakMb.toFixed(0).padStart(9),
      ].join(' '),
    );
    if (events === 2_000_000 && run.full > BOUND_FULL_SECONDS) failures.push(`${run.full.toFixed(1)} s for 2 M plays`);
    if (!SMALL && share > BOUND_INCREMENTAL)
      failures.push(`one more week costs ${(share * 100).toFixed(0)} % at ${events}`);
    if (run.checks / run.full > BOUND_CHECKS) failures.push(`checks cost more than a fifth at ${events}`);
    if (!SMALL && growth > BOUND_GROWTH) failures.push(`time grows faster than the data at ${events}`);
    before = run;
  }
  console.log(
    `\nbounds: 2 M plays in full ≤ ${BOUND_FULL_SECONDS} s; one more week ≤ ${BOUND_INCREMENTAL * 100} % of full; all checks ≤ ${BOUND_CHECKS * 100} % of full; time per play ≤ ${BOUND_GROWTH}× that of the size before${SMALL ? ' (--small: the checks alone)' : ''}`,
  );
  console.log(failures.length === 0 ? 'met' : `not met: ${failures.join('; ')}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
