import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSeed, type SeedSummary } from '../../src/worker/generate/seed.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';

/**
 * How fast a year is generated, files and checksums included, and how much memory that takes as the number of plays
 * grows. Each size runs in a process of its own, so that its peak memory is its own.
 */
const BOUND_EVENTS_PER_SECOND = 500_000;
const BOUND_PEAK_MB = 300;
const SIZES = process.argv.includes('--small') ? [100_000, 500_000] : [500_000, 2_000_000, 8_000_000];

interface Run {
  events: number;
  seconds: number;
  eventsPerSecond: number;
  /** Processor time, which other work on the machine does not lengthen much. */
  cpuSeconds: number;
  megabytes: number;
  peakMb: number;
  sha256: string;
}

const own = process.argv.find(argument => argument.startsWith('--events='));
if (own !== undefined) console.log(JSON.stringify(await measure(Number(own.slice('--events='.length)))));
else await main();

async function measure(events: number): Promise<Run> {
  const out = mkdtempSync(join(tmpdir(), 'tracklake-bench-generate-'));
  try {
    const summary: SeedSummary = await generateSeed({ out, events }, quietContext());
    const file = summary.files.find(({ name }) => name.startsWith('fact_'));
    return {
      events,
      seconds: summary.seconds,
      eventsPerSecond: summary.eventsPerSecond,
      cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
      megabytes: (file?.bytes ?? 0) / 1e6,
      peakMb: process.resourceUsage().maxRSS / 1024,
      sha256: file?.sha256 ?? '',
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const runs = SIZES.map(
    events =>
      JSON.parse(execFileSync(process.execPath, [import.meta.filename, `--events=${events}`]).toString()) as Run,
  );
  const first = runs[0];
  console.log('10,000 users and 20,000 songs; the world, all files, their checksums and fsync included\n');
  console.log('     events   seconds   events/s   CPU seconds   MB of plays   peak MB   time/event against the first');
  for (const run of runs) {
    const relative = run.seconds / run.events / ((first?.seconds ?? 1) / (first?.events ?? 1));
    console.log(
      [
        run.events.toLocaleString('en-GB').padStart(11),
        run.seconds.toFixed(2).padStart(10),
        Math.round(run.eventsPerSecond).toLocaleString('en-GB').padStart(11),
        run.cpuSeconds.toFixed(2).padStart(14),
        run.megabytes.toFixed(0).padStart(14),
        run.peakMb.toFixed(0).padStart(10),
        relative.toFixed(2).padStart(31),
      ].join(''),
    );
  }
  // a small run is mostly the making of the world, so the rate is judged from the default size on
  const judged = runs.filter(run => run.events >= 2_000_000 || run === runs.at(-1));
  const slowest = Math.min(...judged.map(run => run.eventsPerSecond));
  const peak = Math.max(...runs.map(run => run.peakMb));
  const small = process.argv.includes('--small');
  const fast = small || slowest >= BOUND_EVENTS_PER_SECOND;
  console.log(
    `\nbound: ≥ ${BOUND_EVENTS_PER_SECOND.toLocaleString('en-GB')} events/s — ${small ? 'not judged at this size' : fast ? 'met' : 'NOT MET'}`,
  );
  console.log(`bound: peak memory ≤ ${BOUND_PEAK_MB} MB at every size — ${peak <= BOUND_PEAK_MB ? 'met' : 'NOT MET'}`);
  process.exitCode = fast && peak <= BOUND_PEAK_MB ? 0 : 1;
}
