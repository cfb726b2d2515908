import { basename, resolve } from 'node:path';
import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import {
  loadBySha,
  nextLoadId,
  recordLoad,
  removeLeftovers,
  type Load,
  type LoadOrigin,
  findLoad,
} from '../../lakehouse/ledger.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { stageFile, type StagedFile } from '../../lakehouse/staging.ts';
import { openBytes, type ByteSource } from '../formats/byte-source.ts';
import type { Plan } from '../importer.ts';
import { bronzeRelation, type Mapping } from '../mapping.ts';
import { chooseImporter } from '../registry.ts';
import { readSample } from '../sample.ts';
import { BronzeWriter } from './bronze-writer.ts';
import { DelimitedRecords } from './delimited-records.ts';

export interface LoadOptions {
  /** An importer's name; without it the file's kind is detected. */
  source?: string;
  mapping?: Mapping;
}

export type LoadOutcome = { kind: 'loaded'; load: Load } | { kind: 'unchanged'; load: Load };

/** Bytes that are parsed and committed at a time: about 130,000 events, and no more than that in the write-ahead log. */
const CHUNK_BYTES = 8 << 20;

/**
 * Loads one file into bronze: copies and hashes it, parses the copy, and makes its rows visible with one commit. The
 * same content a second time changes nothing. On any error nothing is left but the error, which names the file.
 */
export async function loadFile(
  lake: Lakehouse,
  path: string,
  options: LoadOptions,
  ctx: JobContext,
): Promise<LoadOutcome> {
  const staged = stageFile(lake.path, path, ctx);
  try {
    const known = loadBySha(lake, staged.sha256);
    if (known !== undefined) return { kind: 'unchanged', load: known };
    return { kind: 'loaded', load: await loadStaged(lake, staged, path, options, ctx) };
  } catch (error) {
    removeLeftovers(lake);
    throw naming(path, error);
  } finally {
    staged.remove();
  }
}

async function loadStaged(
  lake: Lakehouse,
  staged: StagedFile,
  path: string,
  options: LoadOptions,
  ctx: JobContext,
): Promise<Load> {
  const startedAt = ctx.now().toISOString();
  const sample = await readSample(staged.path, path);
  const importer = chooseImporter(sample, options.source);
  const plan = importer.plan(sample, options.mapping);
  const origin: LoadOrigin = {
    sha256: staged.sha256,
    source: importer.name,
    parserVersion: importer.version,
    relation: plan.relation,
    fileName: basename(path),
    path: resolve(path),
    bytes: staged.bytes,
    mapping: null,
    startedAt,
  };
  const source = await openBytes(staged.path);
  try {
    const loadId = await writeRows(lake, source, plan, origin, ctx);
    return findLoad(lake, loadId);
  } finally {
    source.close();
  }
}

async function writeRows(
  lake: Lakehouse,
  source: ByteSource,
  plan: Plan,
  origin: LoadOrigin,
  ctx: JobContext,
): Promise<number> {
  if (plan.format.kind !== 'delimited') throw new TracklakeError('unsupported', plan.format.kind);
  const loadId = nextLoadId(lake);
  const relation = bronzeRelation(plan.relation);
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let writer: BronzeWriter | undefined;
  let mapping: string | null = null;
  const records = new DelimitedRecords(buffer, relation, plan, plan.format, (columns, fields) => {
    mapping = JSON.stringify({ fields, rules: plan.rules });
    return (writer = new BronzeWriter(lake, relation, columns, loadId));
  });
  let carried = 0;
  for (;;) {
    ctx.cancel.throwIfRequested();
    const length = carried + (await source.fill(buffer, carried));
    const last = length < buffer.length;
    lake.db
      .transaction(() => {
        const used = records.read(length, last);
        carried = length - used;
        buffer.copyWithin(0, used, length);
        if (!last) return;
        records.finish();
        if (writer === undefined) throw new TracklakeError('internal', 'a load without a writer');
        writer.flush();
        recordLoad(lake, loadId, { ...origin, mapping }, writer.written, ctx);
      })
      .immediate();
    lake.db.pragma('wal_checkpoint(PASSIVE)');
    ctx.progress({ stage: `reading ${origin.fileName}`, done: source.position, total: source.size, unit: 'bytes' });
    if (last) return loadId;
  }
}

/** Puts the file's name, and the line where there is one, in front of an error about a person's input. */
function naming(path: string, error: unknown): unknown {
  if (!(error instanceof TracklakeError) || error.details.file !== undefined) return error;
  if (error.code === 'cancelled' || error.code === 'internal') return error;
  const message = error.message.startsWith(path) ? error.message : `${path}: ${error.message}`;
  return new TracklakeError(error.code, message, { ...error.details, file: path }, { cause: error });
}
