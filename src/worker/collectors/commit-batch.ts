import { createHash } from 'node:crypto';
import { BronzeWriter } from '../importers/load/bronze-writer.ts';
import { loadPart } from '../importers/load/load-part.ts';
import { bronzeRelation } from '../importers/mapping.ts';
import type { JobContext } from '../jobs/context.ts';
import { nextLoadId, recordLoad } from '../lakehouse/ledger.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { stageStream } from '../lakehouse/staging.ts';
import type { Batch, BatchedAnswer } from './batch.ts';
import type { Stream } from './collector.ts';
import type { ApiAnswer } from './http/api-client.ts';
import { keepProgress, type Kept } from './progress-kept.ts';

/** Whose answers these are, for the ledger. */
export interface Origin {
  source: string;
  stream: Stream;
  account: string;
  /** Without keys. */
  baseUrl: string;
}

export interface Committed {
  rowsLoaded: number;
  rowsQuarantined: number;
}

const RESPONSES = 'bronze_collected_responses';

/**
 * Makes a batch part of the lakehouse. The new records are staged as a file of JSON lines and go the way of every file:
 * importer, quarantine, ledger. Their last commit also holds the raw answers, the records' keys and how far the
 * collection has come, so that after a crash all of it happened or nothing.
 */
export async function commitBatch(
  lake: Lakehouse,
  origin: Origin,
  batch: Batch,
  kept: Kept,
  ctx: JobContext,
): Promise<Committed> {
  const bookkeeping = (loadId: number | null): void => {
    keepAnswers(lake, origin, batch.answers, loadId, ctx);
    keepKeys(lake, kept, batch, loadId);
    keepProgress(lake, kept);
  };
  const committed: Committed = { rowsLoaded: 0, rowsQuarantined: 0 };
  if (batch.fresh.length === 0) {
    lake.db.transaction(bookkeeping).immediate(null);
    return committed;
  }
  const { into } = origin.stream;
  for (const [place, { importer, part }] of into.entries()) {
    const isLast = place === into.length - 1;
    const lines = batch.fresh.map(({ value }) => `${JSON.stringify(part === undefined ? value : part(value))}\n`);
    const written = await loadLines(lake, origin, importer, lines, isLast ? bookkeeping : undefined, ctx);
    committed.rowsLoaded += written.rowsLoaded;
    committed.rowsQuarantined += written.rowsQuarantined;
  }
  return committed;
}

async function loadLines(
  lake: Lakehouse,
  origin: Origin,
  importer: string,
  lines: readonly string[],
  alongside: ((loadId: number) => void) | undefined,
  ctx: JobContext,
): Promise<Committed> {
  const name = fileName(origin, ctx);
  const staged = await stageStream(lake.path, pieces(lines), name, ctx);
  try {
    const { kind, load } = await loadPart(
      lake,
      {
        path: name,
        name,
        from: `${origin.baseUrl} (${origin.stream.title})`,
        file: staged.path,
        sha256: staged.sha256,
        bytes: staged.bytes,
        beside: () => undefined,
      },
      {
        source: importer,
        ...(origin.account !== '' && { user: `${origin.source}:${origin.account}` }),
        ...(alongside && { alongside }),
      },
      ctx,
    );
    if (kind === 'loaded') return load;
    if (alongside !== undefined) lake.db.transaction(alongside).immediate(load.loadId); // the same lines are a load already
    return { rowsLoaded: 0, rowsQuarantined: 0 };
  } finally {
    staged.remove();
  }
}

async function* pieces(lines: readonly string[]): AsyncGenerator<Buffer> {
  for (let at = 0; at < lines.length; at += 500) yield Buffer.from(lines.slice(at, at + 500).join(''));
}

/** `lastfm-plays-ana-2024-01-01T10-00-00Z.jsonl` */
const fileName = ({ source, stream, account }: Origin, ctx: JobContext): string =>
  `${[source, stream.name, account.replaceAll(/[^\w.-]+/g, '_'), stampOf(ctx.now())].filter(Boolean).join('-')}.jsonl`;

const stampOf = (at: Date): string => at.toISOString().replaceAll(':', '-');

/** The raw answers as a load of their own, in the caller's transaction. */
function keepAnswers(
  lake: Lakehouse,
  origin: Origin,
  answers: readonly BatchedAnswer[],
  rowsLoadId: number | null,
  ctx: JobContext,
): void {
  if (answers.length === 0) return;
  let line = 1;
  const rows = answers.map(({ answer, records, fresh }) => {
    const firstLine = fresh.length === 0 ? null : line;
    line += fresh.length;
    return { answer, values: [records, fresh.length, fresh.length === 0 ? null : rowsLoadId, firstLine] };
  });
  const writer = openWriter(lake, origin, ctx);
  rows.forEach(({ answer, values }, place) => writer.add(place + 1, answer, values));
  writer.close();
}

/** Keeps an answer in quarantine that could not be read, for those who want to know what came. */
export function quarantineAnswer(
  lake: Lakehouse,
  origin: Origin,
  answer: ApiAnswer,
  message: string,
  ctx: JobContext,
): void {
  lake.db
    .transaction(() => {
      const writer = openWriter(lake, origin, ctx);
      writer.reject(answer, message);
      writer.close();
    })
    .immediate();
}

function openWriter(lake: Lakehouse, { source, stream, account, baseUrl }: Origin, ctx: JobContext) {
  const relation = bronzeRelation(RESPONSES);
  const columns = relation.columns.map(column => column.name).filter(column => column !== 'extra');
  const loadId = nextLoadId(lake);
  const writer = new BronzeWriter(lake, relation, columns, loadId);
  const hash = createHash('sha256').update(`${source}.${stream.name} ${account}\n`);
  const startedAt = ctx.now().toISOString();
  let bytes = 0;
  const count = (answer: ApiAnswer): void => {
    hash.update(`${answer.at.toISOString()} ${answer.request}\n${answer.text}\n`);
    bytes += Buffer.byteLength(answer.text);
  };
  return {
    add(lineNo: number, answer: ApiAnswer, values: readonly (number | null)[]) {
      count(answer);
      const fetchedAt = answer.at.toISOString();
      writer.add(lineNo, [
        source,
        stream.name,
        account,
        answer.request,
        fetchedAt,
        answer.status,
        ...values,
        answer.text,
      ]);
    },
    reject(answer: ApiAnswer, message: string) {
      count(answer);
      writer.reject(1, { reason: 'format', column: 'body', message }, answer.text);
    },
    close() {
      writer.flush();
      const ledger = {
        sha256: hash.digest('hex'),
        source: `collect:${source}`,
        parserVersion: 1,
        relation: RESPONSES,
        fileName: `${source}-${stream.name}-responses-${loadId}`,
        path: `${baseUrl} (${stream.title})`,
        bytes,
        mapping: null,
        startedAt,
      };
      recordLoad(lake, loadId, ledger, writer.written, ctx);
    },
  };
}

function keepKeys(lake: Lakehouse, { stream, account }: Kept, batch: Batch, loadId: number | null): void {
  const keep = lake.db.prepare(
    'insert into lake_collected_keys (stream, account, key, load_id) values (?, ?, ?, ?) on conflict do nothing',
  );
  for (const { fresh, nothing } of batch.answers) {
    for (const { key } of fresh) keep.run(stream, account, key, loadId);
    for (const key of nothing) keep.run(stream, account, key, null);
  }
}
