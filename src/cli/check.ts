import { Command } from 'commander';
import type { CheckSummary } from '../worker/lakehouse/checks.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { duration } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';

/** `tracklake check`: every relation against its contract and the suites. Leaves with 4 when a check of severity error fails. */
export function command(): Command {
  return new Command('check')
    .description('check sources and built relations against their contracts and the suites, and keep the results')
    .option('--relations <names...>', 'only these')
    .option('--all', 'show the checks that passed, too, with what each cost')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(
      async ({ lake, json, all, ...params }: { lake: string; json?: boolean; all?: boolean; relations?: string[] }) => {
        const summary = await runJob<CheckSummary>(lake, { kind: 'check', title: 'check relations', params });
        await (json ? printJson(summary) : printLine(checkText(summary, all ?? false)));
        if (summary.failed > 0) process.exitCode = EXIT_CODES.check_failed;
      },
    );
}

function checkText(summary: CheckSummary, all: boolean): string {
  const total = `${summary.passed} checks passed, ${summary.warned} warn, ${summary.failed} failed, over ${summary.relations} relations in ${duration(summary.seconds)}`;
  const shown = summary.results.filter(({ passed }) => all || !passed);
  if (shown.length === 0) return total;
  const rows = shown.map(check => [
    check.passed ? 'passed' : check.severity,
    check.relation,
    `${check.kind} ${check.expression}`,
    check.rowsFailed,
    check.rowsChecked,
    `${(check.seconds * 1000).toFixed(1)} ms`,
    check.sample,
  ]);
  return `${table(['', 'relation', 'check', 'rows failed', 'of', 'took', 'for example'], rows, 50)}\n\n${total}`;
}
