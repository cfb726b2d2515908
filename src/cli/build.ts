import { Command } from 'commander';
import type { RelationOutcome } from '../worker/lakehouse/build-run.ts';
import type { BuildSummary } from '../worker/lakehouse/build.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { duration, readable } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';

/** `tracklake build`: silver and gold from bronze; only what is out of date, and only the new part where that is enough. */
export function command(): Command {
  return new Command('build')
    .description('bring the silver and gold relations up to date: write beside, check, swap')
    .option('--relations <names...>', 'only these, and what they read')
    .option('--full', 'build anew even what has not changed')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(
      async ({ lake, json, ...params }: { lake: string; json?: boolean; relations?: string[]; full?: boolean }) => {
        const summary = await runJob<BuildSummary>(lake, { kind: 'build', title: 'build relations', params });
        await (json ? printJson(summary) : printLine(buildText(summary)));
        if (summary.failed > 0) process.exitCode = EXIT_CODES.check_failed;
      },
    );
}

export function buildText(summary: BuildSummary): string {
  if (summary.snapshotId === null) return 'everything is up to date';
  const rows = summary.outcomes.filter(({ outcome }) => outcome !== 'unchanged').map(outcomeRow);
  const total = `snapshot ${summary.snapshotId}: ${summary.built} built, ${summary.unchanged} unchanged, ${summary.failed} failed, ${summary.heldBack} held back, in ${duration(summary.seconds)}`;
  return `${table(['relation', '', 'rows', 'seconds'], rows)}\n\n${total}`;
}

function outcomeRow({ relation, outcome, rows, seconds, reason, failedChecks }: RelationOutcome): (string | number)[] {
  const failed = failedChecks
    .map(check => `${check.kind} ${check.expression}: ${readable(check.rowsFailed)} rows`)
    .join('; ');
  const trouble = outcome === 'failed' || outcome === 'held_back';
  return [
    relation,
    trouble ? `${outcome.replace('_', ' ')}: ${failed || reason}` : outcome,
    rows,
    Number(seconds.toFixed(2)),
  ];
}
