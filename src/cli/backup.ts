import { Command } from 'commander';
import { basename, resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';
import { backUp, backupFolder, listBackups, type Backup } from '../worker/lakehouse/backup.ts';
import { damageOf } from '../worker/lakehouse/damage.ts';
import { openLakehouse } from '../worker/lakehouse/open.ts';
import { restoreBackup } from '../worker/lakehouse/restore.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { byteSize } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { terminalContext } from './terminal-context.ts';

interface Options {
  lake: string;
  list?: boolean;
  check?: boolean;
  restore?: string;
  json?: boolean;
}

/** `tracklake backup`: a checked copy of the lakehouse, and the ways back. */
export function command(): Command {
  return new Command('backup')
    .description('copy the lakehouse and check the copy, also while it is in use; the three newest copies are kept')
    .option('--list', 'the copies that are there, newest first')
    .option('--check', 'whether the lakehouse is what was written to it, to the last value (exit code 7 if not)')
    .option('--restore <copy>', '"latest", or a name from --list, in place of the lakehouse, which is kept beside it')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async ({ lake, list, check, restore, json = false }: Options) => {
      const path = resolve(lake);
      if (list) return showBackups(path, json);
      if (check) return checkForDamage(path, json);
      if (restore !== undefined) return restoreFrom(path, restore, json);
      return makeBackup(path, json);
    });
}

async function makeBackup(path: string, json: boolean): Promise<void> {
  const lake = openLakehouse(path, { readonly: true });
  try {
    const backup = await backUp(lake, terminalContext('back up'));
    await (json ? printJson(backup) : printLine(`${backup.path} (${byteSize(backup.bytes)}), checked`));
  } finally {
    lake.close();
  }
}

async function showBackups(path: string, json: boolean): Promise<void> {
  const backups = listBackups(path);
  if (json) return printJson(backups);
  if (backups.length === 0) return printLine(`no copies in ${backupFolder(path)} (tracklake backup makes one)`);
  const rows = backups.map(({ path: copy, madeAt, snapshotId, bytes }) => [
    basename(copy, '.lake'),
    madeAt,
    snapshotId,
    byteSize(bytes),
  ]);
  await printLine(table(['copy', 'made at', 'snapshot', 'size'], rows));
}

async function checkForDamage(path: string, json: boolean): Promise<void> {
  const lake = openLakehouse(path, { readonly: true });
  try {
    const { faults, unknown } = damageOf(lake, terminalContext('check for damage'));
    if (faults.length > 0) process.exitCode = EXIT_CODES.corrupt;
    if (json) return await printJson({ faults, unknown });
    for (const fault of faults) await printLine(fault);
    if (unknown.length > 0)
      await printLine(`built since the last backup, so only their structure could be checked: ${unknown.join(', ')}`);
    await printLine(
      faults.length === 0
        ? 'every row is the one that was written'
        : '"tracklake build --full" makes silver and gold anew; "tracklake backup --restore latest" brings all of it back',
    );
  } finally {
    lake.close();
  }
}

async function restoreFrom(path: string, wanted: string, json: boolean): Promise<void> {
  const kept = restoreBackup(path, backupNamed(path, wanted), new Date());
  if (json) return printJson({ path, kept });
  await printLine(`${path} is the copy now${kept === null ? '' : `; what was there is ${kept}`}`);
}

function backupNamed(path: string, wanted: string): Backup {
  const backups = listBackups(path);
  const found = wanted === 'latest' ? backups[0] : backups.find(each => basename(each.path, '.lake') === wanted);
  if (found !== undefined) return found;
  throw new TracklakeError('not_found', `no copy "${wanted}" in ${backupFolder(path)}`, {
    hint: 'tracklake backup --list names them',
  });
}
