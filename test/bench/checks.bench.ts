import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { runChecks } from '../../src/worker/lakehouse/checks.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { plantRows } from '../checks/support/planted-rows.ts';
import { filler } from '../lakehouse/support/fill.ts';

/**
 * What the checks cost beside the build that they gate, check by check, on clean data; after one more week; and how many
 * planted defects are found among so many plays.
 */
const BOUND_SHARE = 0.2; // of the build's time, all checks together
const BOUND_FOUND = 0.99;
const EVENTS = process.argv.includes('--small') ? 200_000 : 2_000_000;

const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-checks-'));
const lake = openLakehouse(join(folder, 'bench.tracklake'));
const failures: string[] = [];
try {
  const world = filler(lake, {
    users: Math.round(EVENTS / 200),
    songs: 20_000,
    artists: 1_500,
    events: EVENTS,
    playlists: 4_000,
    seed: 1,
  });
  world.dims();
  world.year();
  lake.db.pragma('wal_checkpoint(TRUNCATE)');
  const full = buildLakehouse(lake, {}, quietContext());
  told('full build', full.seconds, full.checkSeconds);
  const clean = runChecks(lake, {}, quietContext());
  const suites = clean.results.filter(({ kind }) => kind.includes('.')).toSorted((a, b) => b.seconds - a.seconds);
  for (const { kind, seconds } of suites) console.log(`${(seconds * 1000).toFixed(1).padStart(9)} ms  ${kind}`);
  const ofSuites = suites.reduce((sum, { seconds }) => sum + seconds, 0);
  console.log(`${(ofSuites * 1000).toFixed(1).padStart(9)} ms  all suites; with headers ${clean.seconds.toFixed(2)} s`);
  const alarms = clean.results.filter(({ passed }) => !passed).map(({ kind, relation }) => `${kind} on ${relation}`);
  console.log(`false alarms on clean data: ${alarms.length}`);
  if (alarms.length > 0) failures.push(`false alarms: ${alarms.join(', ')}`);

  world.week(0);
  const week = buildLakehouse(lake, {}, quietContext());
  told('one more week', week.seconds, week.checkSeconds);

  const planted = plantRows(lake);
  buildLakehouse(lake, {}, quietContext());
  const spoilt = new Map(runChecks(lake, {}, quietContext()).results.map(check => [check.kind, check.rowsFailed]));
  for (const [kind, rows] of planted) {
    const share = Math.min(1, (spoilt.get(kind) ?? 0) / rows);
    console.log(`${(share * 100).toFixed(1).padStart(7)} % of ${rows} planted found: ${kind}`);
    if (share < BOUND_FOUND) failures.push(`${kind} finds ${(share * 100).toFixed(1)} %`);
  }
} finally {
  lake.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  `\nbounds at ${EVENTS} plays: checks ≤ ${BOUND_SHARE * 100} % of a full build; ≥ ${BOUND_FOUND * 100} % found; no false alarm`,
);
console.log(failures.length === 0 ? 'met' : `not met: ${failures.join('; ')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

function told(what: string, seconds: number, checkSeconds: number): void {
  const share = checkSeconds / seconds;
  console.log(
    `${what}: ${seconds.toFixed(2)} s, of which checks ${checkSeconds.toFixed(2)} s (${(share * 100).toFixed(1)} %)`,
  );
  if (what === 'full build' && share > BOUND_SHARE)
    failures.push(`checks are ${(share * 100).toFixed(0)} % of the build`);
}
