import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { TracklakeError } from '../shared/errors.ts';
import type { LimitKind, Param } from '../shared/rpc/cells.ts';
import type { ResultColumn } from '../shared/rpc/results.ts';
import { semanticOf } from './semantics.ts';
import { isExplain, namedParameters } from './sql/tokens.ts';
import { encodedBatchRows, FIRST_ROWS, rowBlock } from './store/block.ts';
import type { SqlValue } from './store/block-column.ts';
import { createStore, type ColumnOrigin, type StoreWriter } from './store/writer.ts';

export interface QueryRequest {
  sql: string;
  params: Readonly<Record<string, Param>>;
  resultId: string;
  folder: string;
  snapshotId: number;
  /** Ceilings that this thread can see; the others are kept from outside. */
  mostRows: number;
  mostResultBytes: number;
  /** Stop after these rows, and call it done. */
  previewRows?: number;
}

export interface QueryEvents {
  schema(columns: readonly ResultColumn[]): void;
  batch(rows: number, bytes: number): void;
}

export interface QueryOutcome {
  rows: number;
  bytes: number;
  columns: readonly ResultColumn[];
  limit: LimitKind | null;
}

/** Thrown through SQLite to end a statement that has given enough rows. */
class Enough extends Error {
  readonly limit: LimitKind | null;
  constructor(limit: LimitKind | null) {
    super('enough');
    this.limit = limit;
  }
}

/**
 * Runs a statement once and stores its rows. Rows come through an aggregate function over the statement, which is the
 * fastest way from SQLite to JavaScript; EXPLAIN and very wide results are iterated. `tick[0]` changes ten times a second
 * from outside, so that slow rows are shown without asking a clock for each.
 */
export function runQuery(db: DatabaseSync, request: QueryRequest, events: QueryEvents, tick: Int32Array): QueryOutcome {
  const statement = db.prepare(request.sql);
  const origins: ColumnOrigin[] = statement.columns().map(({ name, type, table, column }) => ({
    name,
    declaredType: type,
    relation: table,
    column,
  }));
  const store = createStore(
    request.folder,
    {
      resultId: request.resultId,
      sql: request.sql,
      snapshotId: request.snapshotId,
      createdAt: new Date().toISOString(),
    },
    origins,
    semanticOf,
  );
  const read = isExplain(request.sql) || origins.length > MOST_ARGUMENTS ? iterate : aggregate;
  let limit: LimitKind | null = null;
  try {
    try {
      read(db, request, store, events, tick, false);
    } catch (error) {
      if (!isBigInteger(error)) throw error;
      store.restart();
      read(db, request, store, events, tick, true);
    }
  } catch (error) {
    if (!(error instanceof Enough)) {
      store.end('failed');
      throw tooBig(error) ? new TracklakeError('limit', TOO_BIG, { limit: 'value' }) : error;
    }
    limit = error.limit;
  }
  store.end(limit === null ? 'completed' : 'failed');
  return { rows: store.rows, bytes: store.bytes, columns: store.columns(), limit };
}

const MOST_ARGUMENTS = 1000;
const TOO_BIG = 'a text or blob is longer than the 64 MB that a cell may hold';
const tooBig = (error: unknown): boolean => error instanceof Error && error.message.includes('string or blob too big');
const isBigInteger = (error: unknown): boolean =>
  error instanceof BigInteger || (error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE');

/** An aggregate gives one row; node:sqlite gives none, and no error, when an argument does not fit a number. */
class BigInteger extends Error {}

type Read = (
  db: DatabaseSync,
  request: QueryRequest,
  store: StoreWriter,
  events: QueryEvents,
  tick: Int32Array,
  bigIntegers: boolean,
) => void;

const aggregate: Read = (db, request, store, events, tick, bigIntegers) => {
  const width = store.columns().length;
  const name = `rows_${randomBytes(8).toString('hex')}`;
  const take = taker(request, store, events, tick);
  db.aggregate(name, {
    start: 0,
    varargs: true,
    useBigIntArguments: bigIntegers,
    deterministic: false,
    step: (state: number, ...row: SqlValue[]) => {
      take.row(row);
      return state;
    },
    result: (state: number) => state,
  });
  const columns = Array.from({ length: width }, (_, i) => `c${i}`).join(', ');
  const statement = db.prepare(
    `with cell_rows(${columns}) as (\n${request.sql}\n) select ${name}(${columns}) from cell_rows`,
  );
  statement.setAllowUnknownNamedParameters(true);
  const answer = statement.get(bound(request));
  if (take.ended !== null) throw take.ended;
  if (answer === undefined) throw new BigInteger();
  take.rest();
};

const iterate: Read = (db, request, store, events, tick, bigIntegers) => {
  const statement = db.prepare(request.sql);
  statement.setReturnArrays(true);
  statement.setReadBigInts(bigIntegers);
  statement.setAllowUnknownNamedParameters(true);
  const take = taker(request, store, events, tick);
  for (const row of statement.iterate(bound(request))) take.row(row as unknown as SqlValue[]);
  take.rest();
};

/** Collects rows into batches: a first small one at once, then whole ones, or what there is when rows come slowly. */
function taker(
  { mostRows, mostResultBytes, previewRows }: QueryRequest,
  store: StoreWriter,
  events: QueryEvents,
  tick: Int32Array,
) {
  const width = store.columns().length;
  const most = Math.min(mostRows, previewRows ?? Infinity);
  const block = rowBlock(width, encodedBatchRows(width));
  let first = true;
  let shown = tick[0];
  let ended: Enough | null = null;

  function end(limit: LimitKind | null): never {
    ended = new Enough(limit);
    throw ended;
  }

  function flush(): void {
    if (block.count === 0) return;
    const changed = store.append(block.columns, block.count);
    block.clear();
    if (first || changed) events.schema(store.columns());
    first = false;
    shown = tick[0];
    events.batch(store.rows, store.bytes);
    if (store.bytes > mostResultBytes) end('result');
  }

  return {
    /** Why it took no more rows; node:sqlite may lose what is thrown through it. */
    get ended(): Enough | null {
      return ended;
    },
    row(row: SqlValue[]): void {
      if (store.rows + block.count >= most) {
        flush();
        end(previewRows !== undefined && most === previewRows ? null : 'rows');
      }
      block.push(row);
      if (block.full || (first && block.count === FIRST_ROWS) || tick[0] !== shown) flush();
    },
    rest(): void {
      flush();
      if (first) events.schema(store.columns());
    },
  };
}

function bound({ sql, params }: QueryRequest): Record<string, null | number | bigint | string> {
  const values: Record<string, null | number | bigint | string> = {};
  for (const name of namedParameters(sql)) {
    const value = params[name];
    if (value === undefined)
      throw new TracklakeError('bad_input', `:${name} has no value`, { value: name, offset: sql.indexOf(name) - 1 });
    values[name] = typeof value === 'boolean' ? Number(value) : value;
  }
  return values;
}
