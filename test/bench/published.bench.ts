import { existsSync } from 'node:fs';
import { evaluateBenchmark } from '../../src/worker/evaluation/benchmarks/evaluate-benchmark.ts';
import { benchmarkText } from '../../src/worker/evaluation/benchmarks/report-text.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { projectFile } from '../../src/worker/project-file.ts';

/*
 * Our recommenders on the published splits, beside the published figures.
 *
 *   node test/bench/published.bench.ts [--small] [--search]
 *
 * --small leaves Gowalla's blend out; --search looks for all parameters on validation cuts instead of using those that
 * an earlier search found.
 */
const BOUNDS = {
  gowalla: { 'item-knn': [0.156, 0.121], 'graph-filter': [0.1845, 0.1515], blend: [0.188, 0.16] },
  hetrec: { ials: [0.215, 0.204], blend: [0.222, 0.212] },
} as const;

const folder = projectFile('..', 'shared', 'data');
const small = process.argv.includes('--small');
const search = process.argv.includes('--search');
let met = true;
if (existsSync(folder)) {
  for (const name of ['hetrec', 'gowalla'] as const) await judge(name);
} else {
  console.log('skipped: ../shared/data is not here');
}
process.exitCode = met ? 0 : 1;

async function judge(name: keyof typeof BOUNDS): Promise<void> {
  const report = await evaluateBenchmark(
    {
      what: { kind: 'named', name, folder },
      search,
      ...(small && name === 'gowalla' ? { recommenders: ['item-knn'] } : {}),
    },
    quietContext(),
  );
  console.log(`${benchmarkText(report)}\n`);
  for (const [model, [recall, ndcg]] of Object.entries(BOUNDS[name])) {
    const row = report.rows.find(each => each.model === model);
    if (row === undefined) continue;
    const reached = row.metrics.recall >= recall && row.metrics.ndcg >= ndcg;
    met &&= reached;
    console.log(`${name} ${model}: bound ≥ ${recall} / ${ndcg}${reached ? '' : '   MISSED'}`);
  }
  console.log('');
}
