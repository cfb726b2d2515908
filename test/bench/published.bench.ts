import { existsSync } from 'node:fs';
import { evaluateBenchmark } from '../../src/worker/evaluation/benchmarks/evaluate-benchmark.ts';
import { judgeNextTrack } from '../../src/worker/evaluation/benchmarks/next-track.ts';
import { nowplayingTask } from '../../src/worker/evaluation/benchmarks/next-track-files.ts';
import { benchmarkText } from '../../src/worker/evaluation/benchmarks/report-text.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { projectFile } from '../../src/worker/project-file.ts';

/*
 * Our recommenders on the published splits, beside the published figures.
 *
 *   node test/bench/published.bench.ts [--small] [--search] [--only NAME] [--train] [--models FOLDER]
 *
 * --small leaves Gowalla's blend and #nowplaying out; --only judges one of gowalla, hetrec, nowplaying; --train trains the
 * Transformer for #nowplaying (about a quarter of an hour), unless the folder holds its training; --search looks for all parameters on validation cuts instead of using those that
 * an earlier search found.
 */
const BOUNDS = {
  gowalla: { 'item-knn': [0.156, 0.121], 'graph-filter': [0.1845, 0.1515], blend: [0.188, 0.16] },
  hetrec: { ials: [0.215, 0.204], blend: [0.222, 0.212] },
} as const;

const NOWPLAYING = {
  'vmis-knn': { hit: 0.22, mrr: 0.068, p90: 1 },
  blend: { hit: 0.23, mrr: 0.085, p90: null },
} as const;

const folder = projectFile('..', 'shared', 'data');
const small = process.argv.includes('--small');
const search = process.argv.includes('--search');
const only = valueOf('--only');
let met = true;
if (existsSync(folder)) {
  for (const name of ['hetrec', 'gowalla'] as const) if (only === undefined || only === name) await judge(name);
  if (only === undefined ? !small : only === 'nowplaying') await judgeNowplaying();
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

async function judgeNowplaying(): Promise<void> {
  const models = valueOf('--models');
  const options = { train: process.argv.includes('--train'), ...(models === undefined ? {} : { models }) };
  const { rows, choice, notes } = await judgeNextTrack(nowplayingTask(folder), quietContext(), options);
  console.log(`nowplaying: every prefix of each test session, the whole catalogue ranked\n${choice}`);
  for (const { model, metrics, p90 } of rows) {
    const bound = model in NOWPLAYING ? NOWPLAYING[model as keyof typeof NOWPLAYING] : null;
    const reached =
      bound === null ||
      (metrics.hit >= bound.hit && metrics.mrr >= bound.mrr && (bound.p90 === null || p90 <= bound.p90));
    met &&= reached;
    const said =
      bound === null ? '' : `   bound ≥ ${100 * bound.hit} / ${100 * bound.mrr}${reached ? '' : '   MISSED'}`;
    console.log(
      `${model.padEnd(18)}P@20 ${(100 * metrics.hit).toFixed(2)}  MRR@20 ${(100 * metrics.mrr).toFixed(2)}  p90 ${p90.toFixed(2)} ms${said}`,
    );
  }
  for (const note of notes) console.log(note);
}

function valueOf(flag: string): string | undefined {
  const at = process.argv.indexOf(flag);
  return at < 0 ? undefined : process.argv[at + 1];
}
