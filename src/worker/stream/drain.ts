import { createHash } from 'node:crypto';
import { TracklakeError } from '../../shared/errors.ts';
import type { BronzeValue } from '../importers/importer.ts';
import { BronzeWriter } from '../importers/load/bronze-writer.ts';
import type { LoadContext } from '../jobs/context.ts';
import { bronzeRelations } from '../lakehouse/bronze.ts';
import { nextLoadId, recordLoad } from '../lakehouse/ledger.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { registerSchemas } from '../schemas/register.ts';
import { readEvents } from './event-log.ts';
import { EVENT_TYPES, type EventType, type StreamEvent } from './events.ts';

export interface DrainSummary {
  /** The offset of the next event that is not in bronze yet. */
  nextOffset: number;
  rowsLoaded: number;
  /** Events that were in bronze already: sent again, or sent twice in this batch. */
  duplicates: number;
}

/** An event of some stream with its place there. */
export interface PlacedEvent {
  offset: number;
  event: StreamEvent;
}

/** A message that does not fit its schema: it goes to quarantine as it came. */
export interface RejectedEvent {
  offset: number;
  type: EventType;
  raw: string;
  message: string;
}

/** Takes at most `limit` acknowledged events of the log into bronze: one micro-batch, one commit. */
export function drainLog(lake: Lakehouse, folder: string, end: number, ctx: LoadContext, limit = 20_000): DrainSummary {
  const from = streamOffset(lake, 'api');
  const until = Math.min(end, from + limit);
  const events = readEvents(folder, from, until).map(({ offset, json }) => ({
    offset,
    event: JSON.parse(json) as StreamEvent,
  }));
  return loadEvents(lake, { stream: 'api', from, events, rejected: [], nextOffset: until }, ctx);
}

/** The offset of the stream's next event that is not in bronze; 0 for a stream that was never read. */
export function streamOffset(lake: Lakehouse, stream: string): number {
  return Number(
    lake.db.prepare('select next_offset from lake_stream_offsets where stream = ?').pluck().get(stream) ?? 0,
  );
}

/** What one commit takes of a stream. */
export interface StreamBatch {
  stream: string;
  /** Where the stream stood when the batch was read; the batch is refused when it stands elsewhere by now. */
  from: number;
  events: readonly PlacedEvent[];
  rejected: readonly RejectedEvent[];
  /** The stream's offset after this batch. */
  nextOffset: number;
}

/**
 * Makes events bronze rows exactly once: rows, keys, ledger and the stream's offset change in one commit, and only from
 * the offset where the batch begins. Each event type of the batch becomes one load, whose line numbers are offsets of the
 * stream.
 */
export function loadEvents(
  lake: Lakehouse,
  { stream, from, events, rejected, nextOffset }: StreamBatch,
  ctx: LoadContext,
): DrainSummary {
  const addKey = lake.db.prepare('insert into lake_stream_keys (type, event_id) values (?, ?) on conflict do nothing');
  const moveOffset = lake.db.prepare(
    'insert into lake_stream_offsets (stream, next_offset) values (?, ?) on conflict (stream) do update set next_offset = excluded.next_offset',
  );
  return lake.db
    .transaction((): DrainSummary => {
      const at = streamOffset(lake, stream);
      if (at !== from) throw new TracklakeError('conflict', `${stream} stands at ${at}, and not at ${from}`);
      for (const type of new Set(events.map(({ event }) => event.type)))
        registerSchemas(lake.db, EVENT_TYPES[type].schema.replace(/\.v\d+$/, ''), ctx.now());
      const fresh = events.filter(({ event }) => addKey.run(event.type, keyOf(event)).changes === 1);
      for (const type of Object.keys(EVENT_TYPES) as EventType[]) {
        const ofType = fresh.filter(({ event }) => event.type === type);
        const refused = rejected.filter(event => event.type === type);
        if (ofType.length + refused.length > 0) writeLoad(lake, stream, type, ofType, refused, ctx);
      }
      moveOffset.run(stream, nextOffset);
      return { nextOffset, rowsLoaded: fresh.length, duplicates: events.length - fresh.length };
    })
    .immediate();
}

/** Numbers are bound as REAL by the driver, which an `any` column would keep apart from the same integer. */
const keyOf = ({ event_id: id }: StreamEvent): string | bigint => (typeof id === 'number' ? BigInt(id) : id);

function writeLoad(
  lake: Lakehouse,
  stream: string,
  type: EventType,
  events: readonly PlacedEvent[],
  rejected: readonly RejectedEvent[],
  ctx: LoadContext,
): void {
  const { relation: name, schema } = EVENT_TYPES[type];
  const relation = bronzeRelations().find(relation => relation.name === name);
  if (relation === undefined) throw new Error(`no relation ${name}`);
  const startedAt = ctx.now().toISOString();
  const columns = relation.columns
    .map(column => column.name)
    .filter(column => column !== 'extra' || type === 'user_change');
  const loadId = nextLoadId(lake);
  const writer = new BronzeWriter(lake, relation, columns, loadId);
  const hash = createHash('sha256').update(`${stream}\n`);
  let bytes = 0;
  for (const { offset, event } of events) {
    const line = `${offset} ${JSON.stringify(event)}\n`;
    hash.update(line);
    bytes += Buffer.byteLength(line);
    writer.add(
      offset,
      columns.map(column => bronzeValue(event[column])),
    );
  }
  for (const { offset, raw, message } of rejected) {
    hash.update(`${offset} ${raw}\n`);
    bytes += Buffer.byteLength(raw) + 1;
    writer.reject(offset, { reason: 'schema', message }, raw);
  }
  writer.flush();
  const offsets = [...events, ...rejected].map(({ offset }) => offset);
  const first = Math.min(...offsets);
  const last = Math.max(...offsets);
  const origin = {
    sha256: hash.digest('hex'),
    source: `stream:${stream}`,
    parserVersion: Number(schema.split('.v')[1]),
    relation: name,
    fileName: `${stream}-${type}-${first}-${last}`,
    path: `stream:${stream}`,
    bytes,
    mapping: null,
    startedAt,
  };
  recordLoad(lake, loadId, origin, writer.written, ctx);
}

function bronzeValue(value: string | number | boolean | undefined): BronzeValue {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}
