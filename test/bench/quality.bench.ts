import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateLakehouse, type Evaluation } from '../../src/worker/evaluation/evaluate-lakehouse.ts';
import { generateSeed } from '../../src/worker/generate/seed.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { projectFile } from '../../src/worker/project-file.ts';

/**
 * How good the recommendations are: on generated data (synthetic, with the share of the attainable score) and on real
 * listening, HetRec 2011 Last.fm-2K, where its files are beside the project. `node test/bench/quality.bench.ts [--small]`.
 */
const small = process.argv.includes('--small');
const HETREC = projectFile('..', 'shared', 'data', 'hetrec2011-lastfm-2k');
const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-quality-'));
const bounds: [what: string, met: boolean][] = [];

try {
  await generated();
  if (existsSync(HETREC)) await real();
  else console.log(`\nHetRec 2011 Last.fm-2K is not there (${HETREC}): left out`);
} finally {
  rmSync(folder, { recursive: true });
}
console.log();
for (const [what, met] of bounds) console.log(`bound: ${what} — ${met ? 'met' : 'NOT MET'}`);
process.exitCode = bounds.every(([, met]) => met) ? 0 : 1;

async function generated(): Promise<void> {
  const size = small
    ? { users: 1000, songs: 2000, events: 100_000 }
    : { users: 10_000, songs: 20_000, events: 2_000_000 };
  const seed = join(folder, 'seed');
  await generateSeed({ out: seed, ...size, seed: 1 }, quietContext());
  const evaluation = await evaluated('generated.db', seed, 10);
  print('generated data (synthetic)', evaluation);
  const [best, ...others] = evaluation.recommenders;
  const chance = small ? 1 : 0.05; // a few hundred listeners cannot tell small differences from chance
  const surest = evaluation.comparisons.every(({ difference, p }) => difference > 0 && p < chance);
  bounds.push([
    `generated: the hybrid beats every part on NDCG@10${small ? '' : ', p < 0.05'}`,
    best?.recommender === 'hybrid' && others.length > 4 && surest,
  ]);
  const share = evaluation.attainable?.share['ndcg@10'] ?? 0;
  console.log(
    `the hybrid recovers ${(100 * share).toFixed(0)} % of the attainable NDCG@10 (${evaluation.attainable?.users} listeners; synthetic)`,
  );
}

async function real(): Promise<void> {
  const evaluation = await evaluated('hetrec.db', HETREC, 20);
  print('HetRec 2011 Last.fm-2K', evaluation);
  const recall = (name: string): number =>
    evaluation.recommenders.find(r => r.recommender === name)?.metrics['recall@20'] ?? 0;
  const times = Math.max(recall('ials'), recall('item-knn')) / recall('popularity');
  bounds.push([`HetRec: collaborative ≥ 2 × popularity on Recall@20 (${times.toFixed(2)} ×)`, times >= 2]);
}

async function evaluated(name: string, from: string, k: number): Promise<Evaluation> {
  const lake = openLakehouse(join(folder, name));
  try {
    await importPaths(lake, { paths: [from] }, quietContext());
    buildLakehouse(lake, {}, quietContext());
    return await evaluateLakehouse(lake, { k }, quietContext());
  } finally {
    lake.close();
  }
}

function print(title: string, evaluation: Evaluation): void {
  const columns = ['ndcg@10', 'recall@10', 'recall@20', 'map@10', 'coverage@10', 'novelty@10', 'popularity_bias@10'];
  console.log(`\n${title}\n${evaluation.description}`);
  console.log(
    `${evaluation.held_out.users_judged} of ${evaluation.held_out.users} listeners judged, ${evaluation.seconds.toFixed(0)} s`,
  );
  console.log(
    ['', ...columns, 'fit s', 'judge s'].map((name, c) => (c === 0 ? name.padEnd(12) : name.padStart(19))).join(''),
  );
  for (const { recommender, metrics, fit_seconds, judge_seconds } of evaluation.recommenders) {
    const cells = [
      ...columns.map(name => metrics[name]?.toFixed(4) ?? '–'),
      fit_seconds.toFixed(1),
      judge_seconds.toFixed(1),
    ];
    console.log(recommender.padEnd(12) + cells.map(cell => cell.padStart(19)).join(''));
  }
}
