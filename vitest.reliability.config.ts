import { defineConfig } from 'vitest/config';

/** The long runs: kills, fuzzing, power cuts. Each prints its seed and its counts. */
export default defineConfig({
  test: {
    include: ['test/reliability/**/*.long.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    reporters: ['verbose', './test/support/summary-reporter.ts'],
  },
});
