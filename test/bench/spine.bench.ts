import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../../src/cli/output.ts';

/**
 * From nothing to a report: `tracklake run` at its defaults (two million plays), its parts' share of the time, its peak
 * memory, and one listener's recommendations from a cold command.
 */
const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } });
const size = values.small ? ['--users', '1000', '--songs', '2000', '--events', '100000'] : [];
const folder = mkdtempSync(join(tmpdir(), 'tracklake-spine-'));
const command = join(import.meta.dirname, '../../bin/tracklake.mjs');

interface Summary {
  seconds: number;
  peak_rss_bytes: number;
  steps: { title: string; seconds: number }[];
  evaluation: {
    recommenders: { recommender: string; metrics: Record<string, number> }[];
    attainable: { share: Record<string, number> };
  };
}

function tracklake(...args: string[]): { text: string; seconds: number } {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return { text: stdout, seconds: (performance.now() - started) / 1000 };
}

try {
  const lake = join(folder, 'spine.lake');
  const summary = JSON.parse(tracklake('run', '--lake', lake, '--out', folder, '--json', ...size).text) as Summary;
  const cold = Array.from(
    { length: 5 },
    () => tracklake('recommend', '--user', '42', '--lake', lake, '--json').seconds,
  ).sort((a, b) => a - b);
  console.log(
    table(
      ['step', 'seconds', 'share'],
      summary.steps.map(({ title, seconds }) => [
        title,
        Number(seconds.toFixed(2)),
        `${Math.round((100 * seconds) / summary.seconds)} %`,
      ]),
    ),
  );
  const ndcg = Object.fromEntries(
    summary.evaluation.recommenders.map(({ recommender, metrics }) => [recommender, metrics['ndcg@10'] ?? 0]),
  );
  const [hybrid, best] = [
    ndcg['hybrid'] ?? 0,
    Math.max(...Object.entries(ndcg).flatMap(([name, value]) => (name === 'hybrid' ? [] : [value]))),
  ];
  const bounds = [
    ['all of it, seconds', summary.seconds, 90, summary.seconds <= 90],
    ['peak memory, GB', summary.peak_rss_bytes / 1e9, 1.5, summary.peak_rss_bytes <= 1.5e9],
    ['recommend, cold command, median seconds', cold[2] ?? NaN, 1, (cold[2] ?? NaN) <= 1],
    ['hybrid / best part, NDCG@10', hybrid / best, 1, hybrid > best],
  ] as const;
  console.log(
    `\n${table(
      ['', 'measured', 'bound', ''],
      bounds.map(([name, value, bound, met]) => [name, Number(value.toFixed(3)), bound, met ? 'met' : 'MISSED']),
    )}`,
  );
  console.log(
    `\nsynthetic data: ${Math.round(100 * (summary.evaluation.attainable.share['ndcg@10'] ?? 0))} % of the attainable NDCG@10`,
  );
  process.exitCode = bounds.every(([, , , met]) => met) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
