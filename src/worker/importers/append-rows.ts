import { createHash } from 'node:crypto';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { findLoad, loadBySha, nextLoadId, recordLoad, type Load } from '../lakehouse/ledger.ts';
import { removeLeftovers } from '../lakehouse/ledger-leftovers.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { KIND_NAMES } from './cells/parse-text.ts';
import { readValue } from './cells/read-value.ts';
import type { BronzeValue } from './importer.ts';
import { BronzeWriter } from './load/bronze-writer.ts';
import { bronzeRelation, kindOf } from './mapping.ts';

/** A row made inside: by column name, or in the order of the relation's columns. */
export type InnerRow = Readonly<Record<string, unknown>> | readonly unknown[];

export interface AppendOptions {
  /** What the ledger shows for a file name; by default the source and the content's hash. */
  fileName?: string;
  /** What the ledger shows for a path. */
  path?: string;
  /** What the ledger keeps of how the rows were read, as JSON. */
  mapping?: string;
  /** Part of the content's identity, for rows that would else be the same as others'. */
  identity?: string;
  /** More to do in the load's last transaction: all of it happens, or nothing. */
  alongside?: () => void;
}

/**
 * Adds rows made inside (recommendations, feedback, corrected rows) to a bronze relation as an ordinary load, identified
 * by the hash of its rows: the same rows a second time change nothing. Rows are the caller's, so a wrong one is an
 * error (`bad_input`) that leaves nothing, not a case for quarantine. Up to 50,000 rows are one transaction, and can be
 * added beside an import; more belong into a job. Throws `conflict` while another load into the relation is under way.
 */
export function appendRows(
  lake: Lakehouse,
  relationName: string,
  source: string,
  rows: Iterable<InnerRow>,
  ctx: JobContext,
  options: AppendOptions = {},
): Load {
  const relation = bronzeRelation(relationName);
  const names = relation.columns.map(column => column.name);
  const kinds = relation.columns.map(kindOf);
  const startedAt = ctx.now().toISOString();
  const loadId = nextLoadId(lake);
  const writer = new BronzeWriter(lake, relation, names, loadId);
  const hash = createHash('sha256').update(`${source}\n${relation.name}\n${options.identity ?? ''}\n`);
  let bytes = 0;
  let lineNo = 0;

  const typed = (row: InnerRow): BronzeValue[] => {
    if (!Array.isArray(row)) refuseUnknown(relation.name, names, row as Record<string, unknown>);
    return relation.columns.map((column, i) => {
      const given = Array.isArray(row) ? (row as unknown[])[i] : (row as Record<string, unknown>)[column.name];
      const plain =
        column.name === 'extra' && typeof given === 'object' && given !== null ? JSON.stringify(given) : given;
      const value = readValue(kinds[i] ?? 'text', plain);
      if (value === undefined || (value === null && column.notNull))
        throw new TracklakeError(
          'bad_input',
          `row ${lineNo} for ${relation.name}: ${column.name} is ${value === null ? 'empty' : `not ${KIND_NAMES[kinds[i] ?? 'text']}`}`,
          { line: lineNo, value: String(given) },
        );
      return value;
    });
  };

  const iterator = rows[Symbol.iterator]();
  const chunk = lake.db.transaction((): Load | undefined => {
    for (let n = 0; n < CHUNK_ROWS; n += 1) {
      const { done, value } = iterator.next();
      if (done === true) return finish();
      lineNo += 1;
      const values = typed(value);
      const text = JSON.stringify(values, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
      hash.update(text).update('\n');
      bytes += text.length + 1;
      writer.add(lineNo, values);
    }
    return undefined;
  });
  const finish = (): Load => {
    const sha256 = hash.digest('hex');
    const known = loadBySha(lake, sha256);
    if (known !== undefined) throw new SameRows(known);
    writer.flush();
    const fileName = options.fileName ?? `${source}-${sha256.slice(0, 12)}`;
    recordLoad(
      lake,
      loadId,
      {
        sha256,
        source,
        parserVersion: 1,
        relation: relation.name,
        fileName,
        path: options.path ?? '',
        bytes,
        mapping: options.mapping ?? null,
        startedAt,
      },
      writer.written,
      ctx,
    );
    options.alongside?.();
    return findLoad(lake, loadId);
  };

  let chunks = 0;
  let committed = false;
  try {
    for (;;) {
      ctx.cancel.throwIfRequested();
      const load = chunk.immediate();
      ctx.progress({ stage: `writing ${relation.name}`, done: lineNo, total: null, unit: 'rows' });
      chunks += 1;
      if (load === undefined) continue;
      committed = true;
      return load;
    }
  } catch (error) {
    if (error instanceof SameRows) return error.load;
    throw error;
  } finally {
    if (!committed && chunks > 0) removeLeftovers(lake.db);
    lake.db.pragma('wal_checkpoint(PASSIVE)');
  }
}

/** Rolls back the transaction in which it turned out that these rows are a load already. */
class SameRows extends Error {
  readonly load: Load;

  constructor(load: Load) {
    super('the rows are there already');
    this.load = load;
  }
}

function refuseUnknown(relation: string, names: readonly string[], row: Record<string, unknown>): void {
  for (const key in row)
    if (!names.includes(key)) throw new TracklakeError('bad_input', `${relation} has no column ${key}`, { value: key });
}

const CHUNK_ROWS = 50_000;
