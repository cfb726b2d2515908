import { Command } from 'commander';
import { resolve } from 'node:path';
import { listLoads } from '../worker/lakehouse/ledger.ts';
import { openLakehouse } from '../worker/lakehouse/open.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { byteSize } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';

/** `tracklake loads`: the ledger of accepted files, and how to take one back. */
export function command(): Command {
  return new Command('loads')
    .description('the files that are in the lakehouse; --forget takes one out again')
    .option('--forget <file>', "a file's name or a load's number: its rows go, and it can be loaded again")
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async ({ lake, forget, json }: { lake: string; forget?: string; json?: boolean }) => {
      if (forget === undefined) return showLoads(lake, json ?? false);
      const result = await runJob<unknown>(lake, {
        kind: 'forget',
        title: `forget ${forget}`,
        params: { load: forget },
      });
      await (json
        ? printJson(result)
        : printLine(`${forget} is out of the lakehouse; "tracklake build" brings the relations up to date`));
    });
}

async function showLoads(path: string, json: boolean): Promise<void> {
  const lake = openLakehouse(resolve(path), { readonly: true });
  try {
    const loads = listLoads(lake);
    if (json) return await printJson(loads);
    if (loads.length === 0) return await printLine('nothing is loaded yet (tracklake import FILE…)');
    const rows = loads.map(load => [
      load.loadId,
      load.fileName,
      load.relation,
      load.rowsLoaded,
      load.rowsQuarantined,
      byteSize(load.bytes),
      load.finishedAt,
    ]);
    await printLine(table(['load', 'file', 'relation', 'rows', 'quarantined', 'size', 'loaded at'], rows));
  } finally {
    lake.close();
  }
}
