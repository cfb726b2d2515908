import { resolve } from 'node:path';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Load } from '../lakehouse/ledger.ts';
import { removeLeftovers } from '../lakehouse/ledger-leftovers.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { clearStaging } from '../lakehouse/staging.ts';
import { findFiles } from './find-files.ts';
import { loadPart, naming } from './load/load-part.ts';
import { partsOf, type Part } from './load/parts.ts';
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
  const errors: TracklakeError[] = [];
  for (const path of files)
    for await (const outcome of importFile(lake, path, options, ctx)) {
      if (outcome.kind === 'failed') {
        errors.push(outcome.error);
        ctx.log('error', outcome.error.message);
        outcomes.push({ kind: 'failed', path: outcome.path, code: outcome.error.code, reason: outcome.error.message });
      } else outcomes.push(outcome);
    }
  const summary = summarise(outcomes, (performance.now() - started) / 1000);
  if (errors[0] !== undefined && summary.filesLoaded + summary.filesUnchanged === 0) throw errors[0];
  return summary;
}

type Outcome = Exclude<FileOutcome, { kind: 'failed' }> | { kind: 'failed'; path: string; error: TracklakeError };

/** Imports the parts of one file, of which most have one. An error about the input ends the part, or the file, alone. */
async function* importFile(
  lake: Lakehouse,
  path: string,
  options: ImportOptions,
  ctx: JobContext,
): AsyncGenerator<Outcome> {
  try {
    if (resolve(path) === lake.path)
      throw new TracklakeError('bad_input', 'a lakehouse cannot be imported into itself');
    let parts = 0;
    for await (const found of partsOf(lake.path, path, ctx)) {
      // Reading small files needs no turn of the event loop, but what SQLite's statements held is freed in one only.
      await eventLoopTurn();
      parts += 1;
      yield found.kind === 'skipped' ? found : await importPart(lake, found.part, path, options, ctx);
    }
    if (parts === 0) throw new TracklakeError('bad_input', 'there is nothing in it');
  } catch (error) {
    const named = naming(path, error);
    if (!isInputError(named)) throw named;
    yield { kind: 'failed', path, error: named };
  }
}

async function importPart(
  lake: Lakehouse,
  part: Part,
  file: string,
  options: ImportOptions,
  ctx: JobContext,
): Promise<Outcome> {
  const started = performance.now();
  try {
    const { kind, load } = await loadPart(lake, part, options, ctx);
    return describe(kind, part.path, load, (performance.now() - started) / 1000, ctx);
  } catch (error) {
    if (!isInputError(error)) throw error;
    if (error.code === 'unsupported' && part.path !== file)
      return { kind: 'skipped', path: part.path, reason: 'no importer knows this kind of file' };
    return { kind: 'failed', path: part.path, error };
  }
}

function describe(kind: 'loaded' | 'unchanged', path: string, load: Load, seconds: number, ctx: JobContext): Outcome {
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
