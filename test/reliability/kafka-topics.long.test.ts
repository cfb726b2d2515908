import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { openLakehouse, type Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { loadEvents, streamOffset } from '../../src/worker/stream/drain.ts';
import { startKafkaSource, type KafkaSource } from '../../src/worker/stream/kafka.ts';
import { until } from '../support/host.ts';
import { kafkaBroker, whyNoKafka, type KafkaBroker } from '../support/kafka/broker.ts';
import { createTopic, playMessage, sendMessages, withAdmin } from '../support/kafka/plays.ts';

const reason = whyNoKafka();
if (reason !== null) console.log(`skipped: ${reason}`);
const kafkaTest = test.skipIf(reason !== null);

const folder = mkdtempSync(join(tmpdir(), 'tracklake-kafka-topics-'));
let broker: KafkaBroker;
let closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (reason === null) broker = await kafkaBroker(join(folder, 'kafka'));
});
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});
afterAll(async () => {
  await broker?.kill();
  rmSync(folder, { recursive: true, force: true });
});

interface Reading {
  lake: Lakehouse;
  source: KafkaSource;
  warnings: string[];
  plays(): number;
}

let lakes = 0;
/** A lakehouse that reads topics of plays. */
function read(...topics: string[]): Reading {
  const lake = openLakehouse(join(folder, `${(lakes += 1)}.lake`));
  const { source, warnings } = follow(lake, topics);
  closing.push(async () => {
    await source.close();
    lake.close();
  });
  const plays = lake.db.prepare('select count(*) from bronze_fact_listening_events').pluck();
  return { lake, source, warnings, plays: () => plays.get() as number };
}

function follow(lake: Lakehouse, topics: string[]): { source: KafkaSource; warnings: string[] } {
  const warnings: string[] = [];
  const options = {
    brokers: [broker.address],
    topics: Object.fromEntries(topics.map(topic => [topic, 'listening' as const])),
  };
  const sink = {
    nextOffset: (stream: string) => streamOffset(lake, stream),
    load: async (batch: Parameters<typeof loadEvents>[1]) => void loadEvents(lake, batch, quietContext()),
    warn: (message: string) => void warnings.push(message),
  };
  return { source: startKafkaSource(options, sink, 500), warnings };
}

const PATIENCE = 60_000;
const plays = (from: number, to: number, topic: string) =>
  Array.from({ length: to - from }, (_, n) => playMessage(from + n, topic));
/** Without an id of its own, an event is known by its place alone. */
const nameless = (topic: string, count: number) =>
  plays(0, count, topic).map(({ value, ...rest }) => ({
    ...rest,
    value: JSON.stringify({ ...(JSON.parse(value) as object), event_id: undefined }),
  }));

kafkaTest('a broker that is not there yet is said to be missing, and read when it comes', async () => {
  const { source, warnings, plays: count } = read('early');
  await until(() => source.status().trouble !== null, PATIENCE);
  expect(source.status()).toMatchObject({ state: 'connecting' });
  expect(source.status().trouble?.message).toContain(broker.address);
  expect(warnings.length).toBe(1);
  await broker.start();
  await createTopic(broker.address, 'early');
  await sendMessages(broker.address, plays(0, 10, 'early'));
  await until(() => count() === 10, PATIENCE);
  await until(() => source.status().trouble === null, PATIENCE);
  expect(source.status()).toMatchObject({ state: 'reading', partitions: [{ end: 5 }, { inBronzeTo: 5 }] });
});

kafkaTest('messages of every codec are read', async () => {
  await createTopic(broker.address, 'packed');
  const { plays: count } = read('packed');
  const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
  for (const [n, codec] of codecs.entries())
    await sendMessages(broker.address, plays(n * 100, n * 100 + 100, 'packed'), codec);
  await until(() => count() === codecs.length * 100, PATIENCE);
});

kafkaTest('two lakehouses read one topic, each all of it', async () => {
  await createTopic(broker.address, 'shared');
  const [one, other] = [read('shared'), read('shared')];
  await sendMessages(broker.address, plays(0, 100, 'shared'));
  await until(() => one.plays() === 100 && other.plays() === 100, PATIENCE);
});

kafkaTest('a topic that is missing is named, the others are read, and it too when it comes', async () => {
  await createTopic(broker.address, 'there');
  const { source, warnings, plays: count } = read('there', 'later');
  await sendMessages(broker.address, plays(0, 10, 'there'));
  await until(() => count() === 10, PATIENCE);
  expect(source.status().trouble?.message).toBe('not on the broker: later');
  expect(warnings).toContain('not on the broker: later');
  await createTopic(broker.address, 'later');
  await sendMessages(broker.address, plays(10, 20, 'later'));
  await until(() => count() === 20, PATIENCE);
  await until(() => source.status().trouble === null, PATIENCE);
});

kafkaTest('a partition that is added is read from its first message', async () => {
  await createTopic(broker.address, 'growing', 1);
  const { plays: count } = read('growing');
  await sendMessages(broker.address, [{ ...playMessage(0, 'growing'), partition: 0 }]);
  await until(() => count() === 1, PATIENCE);
  await withAdmin(broker.address, admin => admin.createPartitions({ topics: [{ name: 'growing', count: 2 }] }));
  await until(
    () =>
      sendMessages(broker.address, [{ ...playMessage(1, 'growing'), partition: 1 }]).then(
        () => true,
        () => false,
      ),
    PATIENCE,
  );
  await until(() => count() === 2, PATIENCE);
});

kafkaTest('a topic that is deleted and made again is read again from its first message', async () => {
  await createTopic(broker.address, 'reborn');
  const { source, plays: count } = read('reborn');
  await sendMessages(broker.address, nameless('reborn', 30));
  await until(() => count() === 30, PATIENCE);
  await withAdmin(broker.address, admin => admin.deleteTopics({ topics: ['reborn'] }));
  await until(() => source.status().trouble !== null, PATIENCE);
  expect(source.status().trouble?.message).toMatch(/reborn|none of the topics/);
  await until(
    () =>
      createTopic(broker.address, 'reborn').then(
        () => true,
        () => false,
      ),
    PATIENCE,
  );
  await sendMessages(broker.address, nameless('reborn', 40));
  await until(() => count() === 70, PATIENCE);
});

kafkaTest('messages that the broker no longer has are named, and reading goes on behind them', async () => {
  await createTopic(broker.address, 'short', 1);
  const { lake, source, plays: count } = read('short');
  await sendMessages(
    broker.address,
    plays(0, 10, 'short').map(each => ({ ...each, partition: 0 })),
  );
  await until(() => count() === 10, PATIENCE);
  await source.close();
  await sendMessages(
    broker.address,
    plays(10, 30, 'short').map(each => ({ ...each, partition: 0 })),
  );
  await withAdmin(broker.address, admin =>
    admin.deleteRecords({ topics: [{ name: 'short', partitions: [{ partition: 0, offset: 20n }] }] }),
  );
  const again = follow(lake, ['short']);
  closing.unshift(() => again.source.close());
  await until(() => count() === 20, PATIENCE);
  expect(again.warnings.join()).toContain('short/0: bronze goes on from 10, the broker has 20 to 30: read from 20');
});
