import { Admin, Producer } from '@platformatic/kafka';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { loadEvents, streamOffset } from '../../src/worker/stream/drain.ts';
import { startKafkaSource, type KafkaSource, type StreamSink } from '../../src/worker/stream/kafka.ts';
import { kafkaBroker, whyNoKafka } from '../support/kafka/broker.ts';

const reason = whyNoKafka();
if (reason !== null) console.log(`skipped: ${reason}`);

const USERS = 200;

test.skipIf(reason !== null)(
  'a users topic of Debezium, sent twice and read over a broker crash, becomes one history, deletes and tombstones included',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tracklake-kafka-users-'));
    const broker = await kafkaBroker(join(folder, 'kafka'));
    const lake = openLakehouse(join(folder, 'test.lake'));
    let source: KafkaSource | undefined;
    const sink: StreamSink = {
      nextOffset: stream => streamOffset(lake, stream),
      load: async batch => void loadEvents(lake, batch, quietContext()),
      warn: () => {},
    };
    const start = (): KafkaSource =>
      startKafkaSource({ brokers: [broker.address], topics: { 'app.public.users': 'user_change' } }, sink);
    const read = () =>
      Number(lake.db.prepare('select coalesce(sum(next_offset), 0) from lake_stream_offsets').pluck().get());
    const until = async (offset: number): Promise<void> => {
      for (let waited = 0; waited < 600 && read() < offset; waited += 1) await sleep(100);
      expect(read()).toBe(offset);
    };
    try {
      await broker.start();
      await createTopic(broker.address);
      source = start();
      await produce(broker.address);
      await until(MESSAGES.length);
      await broker.kill();
      await source.close();
      await broker.start();
      source = start();
      await produce(broker.address); // as a connector does that lost its place
      await until(2 * MESSAGES.length);
      expect(lake.db.prepare('select count(*) from bronze_dim_users').pluck().get()).toBe(USERS * 2 + USERS / 2);
      expect(lake.db.prepare('select count(*) from lake_quarantine').pluck().get()).toBe(0);
      buildLakehouse(lake, {}, quietContext());
      const counted = lake.db
        .prepare('select count(*), sum(is_current), sum(is_deleted), max(version) from silver_dim_users')
        .raw();
      expect(counted.get()).toEqual([USERS * 2, USERS / 2, USERS / 2, 2]);
    } finally {
      await source?.close();
      await broker.kill();
      lake.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

interface Change {
  key: string;
  value: string | null;
}

/** Each user is created, then changed; every second one is deleted, with a tombstone behind it. */
const MESSAGES: Change[] = Array.from({ length: USERS }, (_, user) => {
  const row = { id: user, name: `User ${user}`, plan: 'free', created_at: '2024-01-01T00:00:00Z' };
  const envelope = (op: string, before: object | null, after: object | null, step: number): Change => {
    const source = { connector: 'postgresql', name: 'app', table: 'users', lsn: user * 10 + step };
    const payload = { op, before, after, source: { ...source, ts_ms: Date.UTC(2025, 0, 1 + step) } };
    return { key: String(user), value: JSON.stringify({ schema: { type: 'struct' }, payload }) };
  };
  const changed = { ...row, plan: 'premium' };
  const lived = [envelope('c', null, row, 0), envelope('u', row, changed, 1)];
  return user % 2 === 0 ? lived : [...lived, envelope('d', changed, null, 2), { key: String(user), value: null }];
}).flat();

async function createTopic(address: string): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address] });
  await admin.createTopics({ topics: ['app.public.users'], partitions: 1, replicas: 1 });
  await admin.close();
}

async function produce(address: string): Promise<void> {
  const producer = new Producer<Buffer, Buffer | null>({ clientId: 'test', bootstrapBrokers: [address] });
  const messages = MESSAGES.map(({ key, value }) => ({
    ...{ topic: 'app.public.users', partition: 0, key: Buffer.from(key) },
    value: value === null ? null : Buffer.from(value),
  }));
  await producer.send({ messages });
  await producer.close();
}
