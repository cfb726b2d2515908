import { resolve } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import { loadBySha, nextLoadId, recordLoad, type Load, type LoadOrigin, findLoad } from '../../lakehouse/ledger.ts';
import { removeLeftovers } from '../../lakehouse/ledger-leftovers.ts';
import { recordChanges } from '../../lakehouse/ledger-changes.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import type { ColumnRule, Format, Plan, Sample } from '../importer.ts';
import { registerSchemas } from '../../schemas/register.ts';
import { bronzeRelation, type Mapping } from '../mapping.ts';
import { chooseImporter } from '../registry.ts';
import { readSample } from '../sample.ts';
import { BronzeWriter } from './bronze-writer.ts';
import type { Part } from './parts.ts';
import { refuseDrifted } from './refuse-drifted.ts';
import { openReading } from './row-reading.ts';

export interface LoadOptions {
  /** An importer's name; without it the file's kind is detected. */
  source?: string;
  mapping?: Mapping;
  /** Whose plays they are, for exports that don't say so. */
  user?: string;
  /** More to do in the load's last transaction: all of it happens, or nothing. */
  alongside?: (loadId: number) => void;
}

/** How a file was read, kept with its load as JSON: to read a row of it again, and to see its columns change. */
export interface Reading {
  fields: readonly string[];
  format: Format;
  rules: readonly ColumnRule[];
  mapping?: Mapping;
  user?: string;
}

export type LoadOutcome = { kind: 'loaded'; load: Load } | { kind: 'unchanged'; load: Load };

/**
 * Loads one staged file (or table, or file of an archive) into bronze, and makes its rows visible with one commit. The
 * same content a second time changes nothing. On any error nothing is left but the error, which names the file.
 */
export async function loadPart(
  lake: Lakehouse,
  part: Part,
  options: LoadOptions,
  ctx: JobContext,
): Promise<LoadOutcome> {
  const known = loadBySha(lake, part.sha256);
  if (known !== undefined) return { kind: 'unchanged', load: known };
  try {
    return { kind: 'loaded', load: await loadNew(lake, part, options, ctx) };
  } catch (error) {
    removeLeftovers(lake.db);
    throw naming(part.path, error);
  }
}

async function loadNew(lake: Lakehouse, part: Part, options: LoadOptions, ctx: JobContext): Promise<Load> {
  const startedAt = ctx.now().toISOString();
  const sample = await sampleOf(part);
  if (sample.text.trim() === '' && sample.table === undefined)
    throw new TracklakeError('bad_input', 'the file is empty');
  const importer = chooseImporter(sample, { ...options, sure: part.among });
  const plan = importer.plan(sample, options);
  registerSchemas(lake.db, importer.name, ctx.now());
  if (options.mapping === undefined)
    await refuseDrifted(lake, part.file, sample, importer, bronzeRelation(plan.relation), plan);
  const user = options.user ?? plan.user;
  const given = { ...(options.mapping && { mapping: options.mapping }), ...(user !== undefined && { user }) };
  const origin: LoadOrigin = {
    sha256: part.sha256,
    source: importer.name,
    parserVersion: importer.version,
    relation: plan.relation,
    fileName: part.name,
    path: part.from ?? resolve(part.path),
    bytes: part.bytes,
    mapping: null,
    startedAt,
  };
  return findLoad(lake, await writeRows(lake, part.file, sample, plan, given, origin, ctx, options.alongside));
}

/** The beginning of a part, with its own name and neighbours. */
export function sampleOf({ file, path, beside, table }: Part): Promise<Sample> {
  return readSample(file, { original: path, ...(beside && { beside }), ...(table !== undefined && { table }) });
}

/** Reads a file's rows into bronze, a chunk a transaction; the last one also records the load. Returns its id. */
async function writeRows(
  lake: Lakehouse,
  path: string,
  sample: Sample,
  plan: Plan,
  given: Pick<Reading, 'mapping' | 'user'>,
  origin: LoadOrigin,
  ctx: JobContext,
  alongside: LoadOptions['alongside'],
): Promise<number> {
  const loadId = nextLoadId(lake);
  const relation = bronzeRelation(plan.relation);
  let writer: BronzeWriter | undefined;
  const reading = await openReading(path, sample, relation, plan, columns => {
    writer = new BronzeWriter(lake, relation, columns, loadId);
    return writer;
  });
  const step = lake.db.transaction((): boolean => {
    const ended = reading.emit();
    if (!ended) return false;
    if (writer === undefined) throw new TracklakeError('internal', 'a load without a writer');
    writer.flush();
    const how: Reading = { fields: reading.fields, format: plan.format, rules: plan.rules, ...given };
    recordLoad(lake, loadId, { ...origin, mapping: JSON.stringify(how) }, writer.written, ctx);
    recordChanges(lake, loadId, ctx);
    alongside?.(loadId);
    return true;
  });
  try {
    for (let ended = false; !ended;) {
      ctx.cancel.throwIfRequested();
      await reading.pull();
      ended = step.immediate();
      lake.db.pragma('wal_checkpoint(PASSIVE)');
      ctx.progress({ stage: `reading ${origin.fileName}`, done: reading.position, total: reading.size, unit: 'bytes' });
    }
    return loadId;
  } finally {
    await reading.close();
  }
}

/** Puts the file's name, and the line where there is one, in front of an error about a person's input. */
export function naming(path: string, error: unknown): unknown {
  if (!(error instanceof TracklakeError) || error.details.file !== undefined) return error;
  if (error.code === 'cancelled' || error.code === 'internal') return error;
  const message = error.message.startsWith(path) ? error.message : `${path}: ${error.message}`;
  return new TracklakeError(error.code, message, { ...error.details, file: path }, { cause: error });
}
