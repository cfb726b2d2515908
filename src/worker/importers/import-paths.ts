import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { removeLeftovers } from '../lakehouse/ledger-leftovers.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { clearStaging } from '../lakehouse/staging.ts';
import { findFiles } from './find-files.ts';
import { loadFile } from './load/load-file.ts';
import type { Mapping } from './mapping.ts';

export interface ImportOptions {
  /** Files and folders; a folder means every file in it and below that an importer knows. */
  paths: readonly string[];
  /** An importer's name; without it each file's kind is detected. */
  source?: string;
  mapping?: Mapping;
  /** Whose plays they are, for exports that don't say so: `spotify:ana`. */
  user?: string;
}

export type FileOutcome =
  | {
      kind: 'loaded' | 'unchanged';
      path: string;
      source: string;
      relation: string;
      loadId: number;
      rowsIn: number;
      rowsLoaded: number;
      rowsQuarantined: number;
      bytes: number;
      seconds: number;
    }
  | { kind: 'skipped'; path: string; reason: string }
  | { kind: 'failed'; path: string; code: string; reason: string };

/** What an import did. `rowsIn = rowsLoaded + rowsQuarantined`, of the files it loaded now. */
export interface ImportSummary {
  files: FileOutcome[];
  filesLoaded: number;
  filesUnchanged: number;
  filesFailed: number;
  rowsIn: number;
  rowsLoaded: number;
  rowsQuarantined: number;
  seconds: number;
}

/**
 * Loads files and folders into bronze, one load and one commit a file. A file whose content is there already changes
 * nothing; a file of a folder that no importer knows is skipped, with the reason; a file that can't be read fails alone
 * and leaves nothing. Throws when nothing could be read at all, when cancelled, and when the disk or the lakehouse fails.
 */
export async function importPaths(lake: Lakehouse, options: ImportOptions, ctx: JobContext): Promise<ImportSummary> {
  const started = performance.now();
  removeLeftovers(lake.db);
  clearStaging(lake.path);
  const { files, skipped } = await findFiles(options);
  const outcomes: FileOutcome[] = [...skipped];
  let firstError: unknown;
  for (const path of files) {
    try {
      outcomes.push(await importOne(lake, path, options, ctx));
    } catch (error) {
      if (!isInputError(error)) throw error;
      firstError ??= error;
      outcomes.push({ kind: 'failed', path, code: error.code, reason: error.message });
      ctx.log('error', error.message);
    }
  }
  const summary = summarise(outcomes, (performance.now() - started) / 1000);
  if (firstError !== undefined && summary.filesLoaded + summary.filesUnchanged === 0) throw firstError;
  return summary;
}

async function importOne(lake: Lakehouse, path: string, options: ImportOptions, ctx: JobContext): Promise<FileOutcome> {
  const started = performance.now();
  const { kind, load } = await loadFile(lake, path, options, ctx);
  const seconds = (performance.now() - started) / 1000;
  const { source, relation, loadId, rowsIn, rowsLoaded, rowsQuarantined, bytes } = load;
  const rate = Math.round(rowsIn / Math.max(seconds, 0.001)).toLocaleString('en');
  if (kind === 'unchanged') ctx.log('info', `${path}: nothing to do, load ${loadId} has the same content`);
  else
    ctx.log('info', `${path}: ${rowsLoaded} rows into ${relation}, ${rowsQuarantined} in quarantine (${rate} rows/s)`);
  return { kind, path, source, relation, loadId, rowsIn, rowsLoaded, rowsQuarantined, bytes, seconds };
}

function summarise(files: FileOutcome[], seconds: number): ImportSummary {
  const loaded = files.filter(file => file.kind === 'loaded');
  const sum = (pick: (file: (typeof loaded)[number]) => number): number =>
    loaded.reduce((n, file) => n + pick(file), 0);
  return {
    files,
    filesLoaded: loaded.length,
    filesUnchanged: files.filter(file => file.kind === 'unchanged').length,
    filesFailed: files.filter(file => file.kind === 'failed').length,
    rowsIn: sum(file => ('rowsIn' in file ? file.rowsIn : 0)),
    rowsLoaded: sum(file => ('rowsLoaded' in file ? file.rowsLoaded : 0)),
    rowsQuarantined: sum(file => ('rowsQuarantined' in file ? file.rowsQuarantined : 0)),
    seconds,
  };
}

/** Errors about one file, after which the others can still be read. */
function isInputError(error: unknown): error is TracklakeError {
  return (
    error instanceof TracklakeError &&
    ['bad_input', 'unsupported', 'limit', 'not_found', 'check_failed'].includes(error.code)
  );
}
