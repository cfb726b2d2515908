import { Admin, Producer, stringSerializers } from '@platformatic/kafka';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { loadEvents, streamOffset } from '../../src/worker/stream/drain.ts';
import { startKafkaSource, type KafkaSource, type StreamSink } from '../../src/worker/stream/kafka.ts';
import { kafkaBroker, whyNoKafka } from '../support/kafka/broker.ts';

const reason = whyNoKafka();
if (reason !== null) console.log(`skipped: ${reason}`);

const MESSAGES = 20_000;
const RESTARTS = 3;

test.skipIf(reason !== null)(
  `${MESSAGES} messages become bronze exactly once over ${RESTARTS} broker crashes and reader restarts`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tracklake-kafka-'));
    const broker = await kafkaBroker(join(folder, 'kafka'));
    const lake = openLakehouse(join(folder, 'test.lake'));
    let source: KafkaSource | undefined;
    try {
      await broker.start();
      await createTopic(broker.address);
      const sink: StreamSink = {
        nextOffset: stream => streamOffset(lake, stream),
        load: async (stream, events, rejected, nextOffset) =>
          void loadEvents(lake, { stream, events, rejected, nextOffset }, quietContext()),
        warn: () => {},
      };
      const start = (): KafkaSource =>
        startKafkaSource({ brokers: [broker.address], topics: { plays: 'listening' } }, sink);
      source = start();
      const producing = produce(broker.address);
      for (let n = 0; n < RESTARTS; n += 1) {
        await sleep(1500);
        await broker.kill();
        await source.close();
        await broker.start();
        source = start();
      }
      await producing;
      const count = lake.db.prepare(
        'select count(*) as rows, count(distinct event_id) as keys from bronze_fact_listening_events',
      );
      const done = () => Number((count.get() as { rows: number }).rows) >= MESSAGES;
      for (let waited = 0; waited < 600 && !done(); waited += 1) await sleep(100);
      expect(count.get()).toEqual({ rows: MESSAGES, keys: MESSAGES });
      expect(lake.db.prepare('select distinct reason, raw from lake_quarantine').raw().all()).toEqual([
        ['schema', 'not json'],
      ]);
      expect(
        lake.db.prepare('select sum(rows_in) = sum(rows_loaded + rows_quarantined) from lake_loads').pluck().get(),
      ).toBe(1);
    } finally {
      await source?.close();
      await broker.kill();
      lake.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

async function createTopic(address: string): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address] });
  await admin.createTopics({ topics: ['plays'], partitions: 2, replicas: 1 });
  await admin.close();
}

/** Sends every message until it is acknowledged; after a crash some are sent twice, as real producers do. */
async function produce(address: string): Promise<void> {
  const step = 500;
  for (let from = 0; from < MESSAGES;) {
    const producer = new Producer({ clientId: 'test', bootstrapBrokers: [address], serializers: stringSerializers });
    try {
      if (from === 0)
        await producer.send({ messages: [{ topic: 'plays', key: 'x', value: 'not json', partition: 0 }] });
      for (; from < MESSAGES; from += step) {
        await producer.send({ messages: Array.from({ length: step }, (_, n) => message(from + n)) });
        await sleep(50);
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
