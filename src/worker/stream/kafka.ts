import { Admin, Consumer, MessagesStreamModes, type Message } from '@platformatic/kafka';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlacedEvent, RejectedEvent } from './drain.ts';
import { parseEvent, type EventType } from './events.ts';

export interface KafkaOptions {
  /** host:port of some brokers of the cluster. */
  brokers: readonly string[];
  /**
   * What the messages of each topic are. Their values are JSON objects; `type` and `event_id` may be left out. A topic of
   * `user_change` is one that Debezium writes: its envelopes, with or without their schema, and tombstones.
   */
  topics: Readonly<Record<string, EventType>>;
  groupId?: string;
}

/** Where a stream's rows go, and from where it goes on. */
export interface StreamSink {
  /** The offset of the next message that is not in bronze. */
  nextOffset(stream: string): number;
  /** Makes a batch bronze and moves the offset in one commit. */
  load(stream: string, events: PlacedEvent[], rejected: RejectedEvent[], nextOffset: number): Promise<void>;
  /** Told of every lost connection; the source goes on by itself. */
  warn(message: string): void;
}

export interface KafkaSource {
  close(): Promise<void>;
}

const BATCH_MESSAGES = 5_000;
const BATCH_MILLISECONDS = 200;

/** A partition's name as a stream of the lakehouse. */
export const partitionStream = (topic: string, partition: number): string => `kafka:${topic}:${partition}`;

/**
 * Reads topics into bronze, each message once: the brokers' own commits are not used, since the offset that counts is
 * the one that the lakehouse committed with the rows. After a lost connection it begins again from there.
 */
export function startKafkaSource(options: KafkaOptions, sink: StreamSink): KafkaSource {
  let closed = false;
  let consumer: Consumer | undefined;
  const working = runUntilClosed();

  async function runUntilClosed(): Promise<void> {
    for (let pause = 250; !closed; pause = Math.min(pause * 2, 10_000)) {
      try {
        consumer = new Consumer({
          groupId: options.groupId ?? 'tracklake',
          clientId: 'tracklake',
          bootstrapBrokers: [...options.brokers],
        });
        await readForever(consumer, options, sink, () => (pause = 250));
      } catch (error) {
        if (!closed)
          sink.warn(`kafka: ${error instanceof Error ? error.message : String(error)}; trying again in ${pause} ms`);
      }
      await consumer?.close(true).catch(() => {});
      if (!closed) await sleep(pause);
    }
  }

  return {
    async close() {
      closed = true;
      await consumer?.close(true).catch(() => {});
      await working;
    },
  };
}

async function readForever(
  consumer: Consumer,
  options: KafkaOptions,
  sink: StreamSink,
  onProgress: () => void,
): Promise<void> {
  const offsets = await firstOffsets(options, sink);
  const stream = await consumer.consume({
    topics: Object.keys(options.topics),
    mode: MessagesStreamModes.MANUAL,
    offsets,
    autocommit: false,
    maxWaitTime: 100,
  });
  for await (const batch of batches(stream)) {
    await loadBatch(batch, options, sink);
    onProgress();
  }
}

async function firstOffsets(
  { brokers, topics }: KafkaOptions,
  sink: StreamSink,
): Promise<{ topic: string; partition: number; offset: bigint }[]> {
  const admin = new Admin({ clientId: 'tracklake', bootstrapBrokers: [...brokers] });
  try {
    const metadata = await admin.metadata({ topics: Object.keys(topics) });
    return [...metadata.topics].flatMap(([topic, { partitions }]) =>
      Object.keys(partitions).map(partition => ({
        topic,
        partition: Number(partition),
        offset: BigInt(sink.nextOffset(partitionStream(topic, Number(partition)))),
      })),
    );
  } finally {
    await admin.close();
  }
}

/** Groups what arrives within a short while, so that one commit holds many messages. */
async function* batches(messages: AsyncIterable<Message>): AsyncGenerator<Message[]> {
  const iterator = messages[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const first = await next;
    if (first.done === true) return;
    const batch = [first.value];
    const deadline = sleep(BATCH_MILLISECONDS, 'late' as const);
    next = iterator.next();
    while (batch.length < BATCH_MESSAGES) {
      const arrived = await Promise.race([next, deadline]);
      if (arrived === 'late' || arrived.done === true) break;
      batch.push(arrived.value);
      next = iterator.next();
    }
    yield batch;
  }
}

async function loadBatch(batch: readonly Message[], { topics }: KafkaOptions, sink: StreamSink): Promise<void> {
  const byStream = Map.groupBy(batch, ({ topic, partition }) => partitionStream(topic, partition ?? 0));
  for (const [stream, messages] of byStream) {
    const events: PlacedEvent[] = [];
    const rejected: RejectedEvent[] = [];
    for (const message of messages) {
      const offset = Number(message.offset);
      const type = topics[message.topic] ?? 'listening';
      const raw = (message.value as Buffer | null | undefined)?.toString('utf8') ?? '';
      if (raw === '' && type === 'user_change') continue; // the tombstone behind a delete
      try {
        const given = JSON.parse(raw) as object;
        events.push({ offset, event: parseEvent({ type, event_id: `${stream}:${offset}`, ...given }, offset) });
      } catch (error) {
        rejected.push({ offset, type, raw, message: error instanceof Error ? error.message : String(error) });
      }
    }
    await sink.load(stream, events, rejected, Number(messages.at(-1)?.offset ?? 0) + 1);
  }
}
