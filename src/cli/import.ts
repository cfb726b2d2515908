import { Command } from 'commander';
import { resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';
import type { FileOutcome, ImportSummary } from '../worker/importers/import-paths.ts';
import type { Mapping } from '../worker/importers/mapping.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { duration, readable } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';

/** `tracklake import`: files or folders into bronze. */
export function command(): Command {
  return new Command('import')
    .description('take listening data into the lakehouse; a file that is already there changes nothing')
    .argument('<paths...>', 'files or folders; folders are searched for every file that an importer knows')
    .option('--source <name>', 'which importer reads the files, where detection picks another')
    .option('--user <id>', "whose plays they are, for exports that don't say so: spotify:ana")
    .option('--map <column=field...>', 'for generic CSV and JSON lines: track_id=song played_at=when …')
    .option('--relation <name>', 'the bronze relation that --map fills', 'bronze_fact_listening_events')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(
      async (
        paths: string[],
        options: { lake: string; json?: boolean; source?: string; user?: string; map?: string[]; relation: string },
      ) => {
        const params = {
          paths: paths.map(path => resolve(path)),
          source: options.source,
          user: options.user,
          mapping: options.map && mappingOf(options.relation, options.map),
        };
        const summary = await runJob<ImportSummary>(options.lake, {
          kind: 'import',
          title: `import ${paths.join(', ')}`,
          params,
        });
        await (options.json ? printJson(summary) : printLine(importText(summary)));
        if (summary.filesFailed > 0) process.exitCode = 2;
      },
    );
}

function mappingOf(relation: string, pairs: readonly string[]): Mapping {
  const columns = pairs.map(pair => {
    const [, column, field] = /^(\w+)=(.+)$/.exec(pair) ?? [];
    if (field === undefined || column === undefined)
      throw new TracklakeError('bad_input', `not column=field: "${pair}"`, { value: pair });
    return [column, field] as const;
  });
  return { relation, columns: Object.fromEntries(columns) };
}

export function importText(summary: ImportSummary): string {
  const rows = summary.files.map(file => outcomeRow(file));
  const total = `${readable(summary.rowsIn)} rows in = ${readable(summary.rowsLoaded)} loaded + ${readable(summary.rowsQuarantined)} in quarantine, in ${duration(summary.seconds)}`;
  return `${table(['file', '', 'relation', 'rows', 'quarantined'], rows)}\n\n${total}`;
}

function outcomeRow(file: FileOutcome): (string | number | null)[] {
  const name = file.path.split(/[\\/]/).at(-1) ?? file.path;
  switch (file.kind) {
    case 'loaded':
    case 'unchanged':
      return [
        name,
        file.kind === 'loaded' ? 'loaded' : 'already there',
        file.relation,
        file.rowsLoaded,
        file.rowsQuarantined,
      ];
    case 'skipped':
    case 'failed':
      return [name, `${file.kind}: ${file.reason}`, null, null, null];
  }
}
