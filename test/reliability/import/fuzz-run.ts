import { mkdtempSync, rmSync, writeFileSync, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TracklakeError } from '../../../src/shared/errors.ts';
import { importPaths } from '../../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';
import { strays } from '../../importers/support/lake.ts';
import { fuzzedFile } from './fuzz.ts';

export interface FuzzReport {
  files: number;
  loaded: number;
  refused: number;
  unchanged: number;
  rowsIn: number;
  rowsQuarantined: number;
  slowestMs: number;
  rssMb: number;
  /** One line a fault, with the seed that shows it again. */
  faults: string[];
}

const LIMIT_MS = 2000;

/** Imports fuzzed files, seeds `from` to `from + files - 1`, into one lakehouse and lists every broken promise. */
export async function runFuzz(from: number, files: number): Promise<FuzzReport> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tracklake-fuzz-'));
  const lake = openLakehouse(join(folder, 'lake'));
  const report: FuzzReport = {
    files,
    loaded: 0,
    refused: 0,
    unchanged: 0,
    rowsIn: 0,
    rowsQuarantined: 0,
    slowestMs: 0,
    rssMb: 0,
    faults: [],
  };
  try {
    for (let seed = from; seed < from + files; seed += 1) {
      const { source, name, bytes } = fuzzedFile(seed);
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const fault = (what: string): number => report.faults.push(`seed ${seed} (${source} ${name}): ${what}`);
      const started = performance.now();
      try {
        const summary = await importPaths(lake, { paths: [path], source }, quietContext());
        report.loaded += summary.filesLoaded;
        report.unchanged += summary.filesUnchanged;
        report.rowsIn += summary.rowsIn;
        report.rowsQuarantined += summary.rowsQuarantined;
        if (summary.rowsIn !== summary.rowsLoaded + summary.rowsQuarantined) fault('rows are not accounted for');
      } catch (error) {
        report.refused += 1;
        const meant = error instanceof TracklakeError && ['bad_input', 'unsupported', 'limit'].includes(error.code);
        if (!meant) fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
      const ms = performance.now() - started;
      report.slowestMs = Math.max(report.slowestMs, ms);
      if (ms > LIMIT_MS) fault(`took ${Math.round(ms)} ms for ${statSync(path).size} bytes`);
      rmSync(path, { force: true });
    }
    for (const stray of strays(lake)) report.faults.push(stray);
    report.rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    return report;
  } finally {
    lake.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
