import { defineConfig } from 'vitest/config';

/** `npm test` runs everything but the long reliability runs and the benchmarks, which have commands of their own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/reliability/**/*.long.test.ts', 'test/bench/**', 'node_modules/**'],
    globalSetup: ['./test/support/registry-browser.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: process.env['CI'] === undefined ? 0 : 1, // a shared machine drops a socket now and then; by hand nothing is retried
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
});
