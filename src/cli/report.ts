import { Command, Option } from 'commander';
import { resolve } from 'node:path';
import type { ReportSummary } from '../worker/reports/write-report.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { byteSize, duration, readable, wholeNumber } from './numbers.ts';
import { printJson, printLine } from './output.ts';
import { runJob } from './run-jobs.ts';

interface Options {
  lake: string;
  json?: boolean;
  out: string;
  users?: string[];
  sample?: number;
  all?: boolean;
  k: number;
  format: string[];
  title?: string;
  model?: string;
  verify?: string;
  override?: string;
}

/** `tracklake report`: recommendations with reasons, model card, checks and provenance, as files that can be handed out. */
export function command(): Command {
  return new Command('report')
    .description('write the recommendations for some or all listeners as files that can be handed out')
    .option('--out <folder>', 'where the files go', 'tracklake-report')
    .option('--users <ids...>', 'these listeners')
    .option('--sample <n>', 'or so many, from the most active to the least', wholeNumber(1))
    .option('--all', 'or every listener (the default)')
    .option('--k <n>', 'recommendations for each', wholeNumber(1), 10)
    .addOption(
      new Option('--format <names...>', 'which files')
        .choices(['html', 'csv', 'parquet', 'arrow'])
        .default(['html', 'csv', 'parquet']),
    )
    .option('--title <text>', 'its title')
    .option('--model <id>', 'another model than the served one')
    .option(
      '--override <reason>',
      "write it although a gate of the model fails; the reason is kept in the model's card",
    )
    .option('--verify <file>', 'instead: is this report as it was written?')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      if (options.verify !== undefined) return verify(options.verify, options.json ?? false);
      const { lake, json, format: formats, out, k, title, model: modelId, users, sample, override } = options;
      const params = {
        out: resolve(out),
        users: users ?? sample ?? 'all',
        k,
        formats,
        title,
        modelId,
        override: override && { reason: override },
      };
      const summary = await runJob<ReportSummary>(lake, { kind: 'report', title: 'write the report', params });
      await (json ? printJson(summary) : printLine(reportText(summary)));
    });
}

async function verify(file: string, json: boolean): Promise<void> {
  const { verifyReport } = await import('../worker/reports/verify.ts');
  const verdict = await verifyReport(resolve(file));
  const sentence = verdict.ok
    ? `${verdict.path} and the ${verdict.files.length} files beside it are as they were written`
    : verdict.problems.join('\n');
  await (json ? printJson(verdict) : printLine(sentence));
  if (!verdict.ok) process.exitCode = EXIT_CODES.corrupt;
}

function reportText(summary: ReportSummary): string {
  const files = summary.files.map(file => `${file.path}  ${byteSize(file.bytes)}`);
  const what = `${readable(summary.recommendations)} recommendations for ${readable(summary.listeners)} listeners, model ${summary.modelId}, snapshot ${summary.snapshotId}, in ${duration(summary.seconds)}`;
  const outside =
    summary.listenersOutsidePage === 0
      ? []
      : [
          `the page holds the first part; ${readable(summary.listenersOutsidePage)} more listeners are in the other files`,
        ];
  return [...files, '', what, ...outside].join('\n');
}
