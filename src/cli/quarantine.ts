import { Command, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';
import { replayQuarantine, type Correction } from '../worker/importers/replay.ts';
import { quietContext } from '../worker/jobs/context.ts';
import { findLoad } from '../worker/lakehouse/ledger.ts';
import { openLakehouse, type Lakehouse } from '../worker/lakehouse/open.ts';
import { dismissQuarantine, listQuarantine, type QuarantineState } from '../worker/lakehouse/quarantine.ts';
import { undoQuarantine } from '../worker/lakehouse/undo-quarantine.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';

/** `tracklake quarantine`: rows that a source got wrong; to look at, correct and load, let go, or take back. */
export function command(): Command {
  return new Command('quarantine')
    .description('rows that were rejected: list them, correct and load them, dismiss them, or take that back')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(replayCommand())
    .addCommand(dismissCommand())
    .addCommand(undoCommand());
}

interface ListOptions {
  lake: string;
  json?: boolean;
  file?: string;
  reason?: string;
  state: QuarantineState | 'all';
  limit: number;
}

function listCommand(): Command {
  return new Command('list')
    .description('the rows, in the order of their files')
    .option('--file <file>', "only of this file: its name, or its load's number")
    .option('--reason <word>', 'only these: wrong_type, missing_value, unclosed_quote, …')
    .addOption(new Option('--state <state>').choices(['open', 'replayed', 'dismissed', 'all']).default('open'))
    .option('--limit <n>', 'at most so many', wholeNumber(1), 100)
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async ({ lake: path, json, file, reason, state, limit }: ListOptions) => {
      const rows = reading(path, lake =>
        listQuarantine(lake, {
          limit,
          ...(file !== undefined && { loadId: findLoad(lake, /^\d+$/.test(file) ? Number(file) : file).loadId }),
          ...(reason !== undefined && { reason }),
          ...(state !== 'all' && { state }),
        }),
      );
      if (json) return printJson(rows);
      if (rows.length === 0) return printLine('no such row is in quarantine');
      const cells = rows.map(row => [
        String(row.quarantineId),
        row.fileName,
        row.lineNo,
        row.state,
        row.reason,
        row.message,
        row.raw,
      ]);
      await printLine(table(['id', 'file', 'line', 'state', 'reason', 'what is wrong', 'raw'], cells, 48));
    });
}

function replayCommand(): Command {
  return new Command('replay')
    .description('load rows through their importer: as they were, or corrected')
    .argument('[ids...]', 'rows by id')
    .option('--raw <text>', 'the corrected text of the one row, in the form of its source')
    .option('--from <file>', 'JSON lines of {"quarantineId": 7, "raw": "…"}: rows from "quarantine --json", corrected')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (ids: string[], options: { lake: string; json?: boolean; raw?: string; from?: string }) => {
      const corrections = options.from === undefined ? fromIds(ids, options.raw) : fromFile(options.from);
      const loads = await writing(options.lake, lake => replayQuarantine(lake, corrections, context('replay')));
      if (options.json) return printJson(loads);
      await printLine(
        loads.map(load => `load ${load.loadId}: ${load.rowsLoaded} row(s) into ${load.relation}`).join('\n') +
          '\n"tracklake build" takes them into silver and gold; "tracklake quarantine undo" takes them back',
      );
    });
}

function dismissCommand(): Command {
  return new Command('dismiss')
    .description('looked at and not wanted')
    .argument('<ids...>', 'rows by id')
    .addOption(lakeOption())
    .action(async (ids: string[], { lake: path }: { lake: string }) => {
      await writing(path, lake => dismissQuarantine(lake, ids.map(idOf)));
      await printLine(`dismissed ${ids.join(', ')}`);
    });
}

function undoCommand(): Command {
  return new Command('undo')
    .description('replayed rows leave bronze again, dismissed ones are taken up: both wait')
    .argument('<ids...>', 'rows by id')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (ids: string[], { lake: path, json }: { lake: string; json?: boolean }) => {
      const open = await writing(path, lake => undoQuarantine(lake, ids.map(idOf), context('undo')));
      await (json ? printJson({ open }) : printLine(`waiting again: ${open.join(', ')}`));
    });
}

function fromIds(ids: readonly string[], raw: string | undefined): Correction[] {
  if (ids.length === 0)
    throw new TracklakeError('bad_input', 'which rows?', { hint: 'tracklake quarantine lists them with their ids' });
  if (raw !== undefined && ids.length > 1)
    throw new TracklakeError('bad_input', `--raw corrects one row, not ${ids.length}`, { hint: 'use --from FILE' });
  return ids.map(id => ({ quarantineId: idOf(id), ...(raw !== undefined && { raw }) }));
}

function fromFile(file: string): Correction[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const { quarantineId, raw } = parsed(line, `${file}:${i + 1}`);
    if (!Number.isInteger(quarantineId) || (raw !== undefined && typeof raw !== 'string'))
      throw new TracklakeError('bad_input', `${file}:${i + 1}: write {"quarantineId": 7, "raw": "…"}`, { file });
    return [{ quarantineId: Number(quarantineId), ...(typeof raw === 'string' && { raw }) }];
  });
}

function parsed(line: string, at: string): { quarantineId?: unknown; raw?: unknown } {
  try {
    return (JSON.parse(line) ?? {}) as { quarantineId?: unknown; raw?: unknown };
  } catch (error) {
    throw new TracklakeError('bad_input', `${at}: not JSON`, {}, { cause: error });
  }
}

function idOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new TracklakeError('bad_input', `not the id of a row: "${text}"`, { value: text });
}

const context = (what: string) => quietContext({ runId: `${what}-${Date.now()}` });

function reading<T>(path: string, use: (lake: Lakehouse) => T): T {
  const lake = openLakehouse(resolve(path), { readonly: true });
  try {
    return use(lake);
  } finally {
    lake.close();
  }
}

async function writing<T>(path: string, use: (lake: Lakehouse) => T | Promise<T>): Promise<T> {
  const lake = openLakehouse(resolve(path), { mustExist: true });
  try {
    return await use(lake);
  } finally {
    lake.close();
  }
}
