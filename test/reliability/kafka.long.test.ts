import { Admin, Producer, stringSerializers } from '@platformatic/kafka';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { openLakehouse, type Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { loadEvents, streamOffset } from '../../src/worker/stream/drain.ts';
import { startKafkaSource, type KafkaSource, type StreamSink } from '../../src/worker/stream/kafka.ts';
import { kafkaBroker, whyNoKafka } from '../support/kafka/broker.ts';

const reason = whyNoKafka();
if (reason !== null) console.log(`skipped: ${reason}`);

interface Outcome {
  /** Rows in bronze, and how many different messages they are. */
  rows: number;
  keys: number;
  quarantined: unknown[];
  ledgerAddsUp: boolean;
}

/** Makes a sink that rows go through; `dying` is true while the broker and the reader are down. */
type SinkOf = (lake: Lakehouse, dying: () => boolean) => StreamSink;

const sound: SinkOf = lake => ({
  nextOffset: stream => streamOffset(lake, stream),
  load: async (stream, events, rejected, nextOffset) =>
    void loadEvents(lake, { stream, events, rejected, nextOffset }, quietContext()),
  warn: () => {},
});

/** Stores the offset in a commit of its own, before the rows: what most consumers do. */
const broken: SinkOf = (lake, dying) => ({
  ...sound(lake, dying),
  async load(stream, events, rejected, nextOffset) {
    loadEvents(lake, { stream, events: [], rejected: [], nextOffset }, quietContext());
    await sleep(300);
    if (dying()) throw new Error('the process ended between the two commits');
    loadEvents(lake, { stream, events, rejected, nextOffset }, quietContext());
  },
});

test.skipIf(reason !== null)(
  '30,000 messages become bronze exactly once over 10 broker crashes and reader restarts',
  async () => {
    const { rows, keys, quarantined, ledgerAddsUp } = await crashUnderLoad(sound, 30_000, 10);
    console.log(`10 broker crashes: ${rows} rows of ${keys} messages`);
    expect({ rows, keys, ledgerAddsUp }).toEqual({ rows: 30_000, keys: 30_000, ledgerAddsUp: true });
    expect(quarantined).toEqual([['schema', 'not json']]);
  },
);

test.skipIf(reason !== null)('control: a reader that stores its offset before the rows loses some', async () => {
  const { keys } = await crashUnderLoad(broken, 10_000, 3, 20_000);
  expect(keys).toBeLessThan(10_000);
});

/** Sends messages to a real broker that is killed `crashes` times, the reader with it, and waits until all have come. */
async function crashUnderLoad(
  sinkOf: SinkOf,
  messages: number,
  crashes: number,
  patienceMs = 60_000,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-kafka-'));
  const broker = await kafkaBroker(join(folder, 'kafka'));
  const lake = openLakehouse(join(folder, 'test.lake'));
  let source: KafkaSource | undefined;
  let dying = false;
  try {
    await broker.start();
    await createTopic(broker.address);
    const sink = sinkOf(lake, () => dying);
    const start = (): KafkaSource =>
      startKafkaSource({ brokers: [broker.address], topics: { plays: 'listening' } }, sink);
    source = start();
    const producing = produce(broker.address, messages);
    for (let n = 0; n < crashes; n += 1) {
      await sleep(1500);
      dying = true;
      await broker.kill();
      await source.close();
      dying = false;
      await broker.start();
      source = start();
    }
    await producing;
    const count = lake.db.prepare(
      'select count(*) as rows, count(distinct event_id) as keys from bronze_fact_listening_events',
    );
    const counted = () => count.get() as { rows: number; keys: number };
    for (let waited = 0; waited < patienceMs && counted().rows < messages; waited += 100) await sleep(100);
    return {
      ...counted(),
      quarantined: lake.db.prepare('select distinct reason, raw from lake_quarantine').raw().all(),
      ledgerAddsUp:
        lake.db.prepare('select sum(rows_in) = sum(rows_loaded + rows_quarantined) from lake_loads').pluck().get() ===
        1,
    };
  } finally {
    await source?.close();
    await broker.kill();
    lake.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createTopic(address: string): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address] });
  await admin.createTopics({ topics: ['plays'], partitions: 2, replicas: 1 });
  await admin.close();
}

/** Sends every message until it is acknowledged; after a crash some are sent twice, as real producers do. */
async function produce(address: string, messages: number): Promise<void> {
  const step = 200; // slowly enough that every crash comes while messages do
  for (let from = 0; from < messages;) {
    const producer = new Producer({ clientId: 'test', bootstrapBrokers: [address], serializers: stringSerializers });
    try {
      if (from === 0)
        await producer.send({ messages: [{ topic: 'plays', key: 'x', value: 'not json', partition: 0 }] });
      for (; from < messages; from += step) {
        await producer.send({ messages: Array.from({ length: step }, (_, n) => message(from + n)) });
        await sleep(100);
      }
    } catch {
      await sleep(200);
    } finally {
      await producer.close(true).catch(() => {});
    }
  }
}

const message = (n: number) => ({
  topic: 'plays',
  key: String(n),
  partition: n % 2,
  value: JSON.stringify({
    event_id: n,
    user_id: n % 100,
    track_id: n % 1000,
    played_at: '2025-01-01T00:00:00Z',
    ms_played: 1000,
  }),
});
