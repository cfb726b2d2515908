import { expect, it } from 'vitest';
import { runFuzz } from './import/fuzz-run.ts';

const FILES = Number(process.env.FILES ?? 10_000);
const SEED = Number(process.env.SEED ?? 1_000_000);

it(`${FILES} damaged files of every source: no crash, no hang, every row accounted for`, async () => {
  const report = await runFuzz(SEED, FILES);
  console.log(`seeds from ${SEED}:`, { ...report, faults: report.faults.length });
  expect(report.faults).toEqual([]);
  expect(report.rssMb).toBeLessThanOrEqual(512);
});
