import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSeed } from '../../src/worker/generate/seed.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { projectFile } from '../../src/worker/project-file.ts';
import { fitModel } from '../../src/worker/recommenders/models/fit-model.ts';
import { openServing } from '../../src/worker/recommenders/serving/open-serving.ts';
import { recommendBatch } from '../../src/worker/recommenders/serving/recommend-batch.ts';

/**
 * How long recommendations take: one listener warm and cold, and everybody in a batch.
 * `node test/bench/recommend.bench.ts [--small] [--songs N]`. Exits 1 where a bound is missed.
 */
const small = process.argv.includes('--small');
const songsAt = process.argv.indexOf('--songs');
const songs = songsAt > 0 ? Number(process.argv[songsAt + 1]) : small ? 2_000 : 20_000;
const users = small ? 1_000 : 10_000;
const events = small ? 100_000 : 2_000_000;
const asked = small ? 200 : 1_000;

interface Line {
  what: string;
  took: number;
  unit: 'ms' | 's' | 'MB';
  bound: number | null;
}

const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-recommend-'));
const lines: Line[] = [];
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true });
}
console.log(
  `${users.toLocaleString('en')} users, ${songs.toLocaleString('en')} songs, ${events.toLocaleString('en')} plays`,
);
for (const { what, took, unit, bound } of lines)
  console.log(
    `${what.padEnd(58)}${took.toFixed(unit === 's' ? 2 : 1).padStart(9)} ${unit.padEnd(3)}${bound === null ? '' : took <= bound ? `≤ ${bound}` : `MISSED: ≤ ${bound}`}`,
  );
process.exitCode = lines.some(({ took, bound }) => bound !== null && took > bound) ? 1 : 0;

async function measure(): Promise<void> {
  const context = quietContext();
  const path = join(folder, 'lake.db');
  const lake = openLakehouse(path);
  await generateSeed({ out: join(folder, 'seed'), users, songs, events, seed: 1 }, context);
  await importPaths(lake, { paths: [join(folder, 'seed')] }, context);
  buildLakehouse(lake, {}, context);
  const fitStart = performance.now();
  const { model } = await fitModel(lake, {}, context);
  lines.push({
    what: 'reading the data, fitting the hybrid, storing it',
    took: seconds(fitStart),
    unit: 's',
    bound: null,
  });
  lines.push({ what: 'the model as it is stored', took: model.bytes / 1e6, unit: 'MB', bound: null });

  const openStart = performance.now();
  const serving = openServing(lake);
  lines.push({ what: 'opening the model', took: performance.now() - openStart, unit: 'ms', bound: 500 });
  for (const [what, k, reasons, bounds] of [
    ['one listener, top 10 with reasons', 10, true, [10, null]],
    ['one listener, top 50 without reasons', 50, false, [null, 5]],
    ['one listener, top 50 with reasons', 50, true, [null, null]],
  ] as const) {
    const times = Array.from({ length: asked + 50 }, (_, n) => {
      const start = performance.now();
      serving.recommend({ userId: 1 + ((n * 37) % users), k, reasons });
      return performance.now() - start;
    })
      .slice(50) // the first calls compile
      .sort((a, b) => a - b);
    lines.push({ what: `${what}, median`, took: times[times.length >> 1] ?? 0, unit: 'ms', bound: bounds[0] });
    lines.push({
      what: `${what}, p99`,
      took: times[Math.floor(times.length * 0.99)] ?? 0,
      unit: 'ms',
      bound: bounds[1],
    });
  }

  const userIds = serving.dataset.userIds;
  for (const threads of [1, 2]) {
    const start = performance.now();
    let lists = 0;
    for await (const list of recommendBatch(path, { userIds, request: { k: 50, reasons: false }, threads }, context))
      lists += list.items.length > 0 ? 1 : 0;
    lines.push({
      what: `top 50 of ${lists.toLocaleString('en')} listeners, ${threads} thread${threads > 1 ? 's' : ''}`,
      took: seconds(start),
      unit: 's',
      bound: threads === 2 ? 10 : null,
    });
  }
  lake.close();

  const cold = Array.from({ length: 5 }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [projectFile('bin/tracklake.mjs'), 'recommend', '--lake', path, '--user', '42', '--k', '10', '--json'],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  lines.push({ what: 'cold command, top 10 with reasons, median of 5', took: cold[2] ?? 0, unit: 'ms', bound: 1000 });
}

function seconds(start: number): number {
  return (performance.now() - start) / 1000;
}
