import { Command } from 'commander';
import type { CheckSummary } from '../worker/lakehouse/checks.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { duration } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';

/** `tracklake check`: every relation against its contract. Leaves with 4 when a check of severity error fails. */
export function command(): Command {
  return new Command('check')
    .description('check the built relations against their contracts, and keep the results')
    .option('--relations <names...>', 'only these')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async ({ lake, json, ...params }: { lake: string; json?: boolean; relations?: string[] }) => {
      const summary = await runJob<CheckSummary>(lake, { kind: 'check', title: 'check relations', params });
      await (json ? printJson(summary) : printLine(checkText(summary)));
      if (summary.failed > 0) process.exitCode = EXIT_CODES.check_failed;
    });
}

function checkText(summary: CheckSummary): string {
  const total = `${summary.passed} checks passed, ${summary.warned} warn, ${summary.failed} failed, over ${summary.relations} relations in ${duration(summary.seconds)}`;
  const wrong = summary.results.filter(({ passed }) => !passed);
  if (wrong.length === 0) return total;
  const rows = wrong.map(check => [
    check.severity,
    check.relation,
    `${check.kind} ${check.expression}`,
    check.rowsFailed,
    check.rowsChecked,
    check.sample,
  ]);
  return `${table(['', 'relation', 'check', 'rows failed', 'of', 'for example'], rows, 50)}\n\n${total}`;
}
