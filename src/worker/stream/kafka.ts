import { Admin, Consumer, MessagesStreamFallbackModes, MessagesStreamModes } from '@platformatic/kafka';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { rate } from '../observe/rate.ts';
import type { StreamBatch } from './drain.ts';
import type { EventType } from './events.ts';
import { batchesOf, eventsOf } from './kafka-batches.ts';
import { findTopics, type BrokerPartition } from './kafka-topics.ts';

export interface KafkaOptions {
  /** host:port of some brokers of the cluster. */
  brokers: readonly string[];
  /**
   * What the messages of each topic are. Their values are JSON objects; `type` and `event_id` may be left out. A topic of
   * `user_change` is one that Debezium writes: its envelopes, with or without their schema, and tombstones.
   */
  topics: Readonly<Record<string, EventType>>;
  /** What the names of consumer groups begin with. */
  groupId?: string;
}

/** Where a stream's rows go, and from where it goes on. */
export interface StreamSink {
  /** The offset of the next message that is not in bronze. */
  nextOffset(stream: string): number;
  /** Makes a batch bronze and moves the offset in one commit; fails when the offset is not where the batch begins. */
  load(batch: StreamBatch): Promise<void>;
  /** Told of every trouble once until it goes on; the source goes on by itself. */
  warn(message: string): void;
}

/** A partition, and how far bronze has it. */
interface Place extends BrokerPartition {
  type: EventType;
  inBronzeTo: number;
}

export interface KafkaStatus {
  state: 'connecting' | 'reading';
  /** What last went wrong; null again when messages flow. */
  trouble: { at: string; message: string } | null;
  partitions: Place[];
  rowsPerSecond: number;
  /** When messages last became bronze, or nothing was missing; in milliseconds of `Date.now()`. */
  movedAt: number;
}

export interface KafkaSource {
  status(): KafkaStatus;
  close(): Promise<void>;
}

/** How often the broker is asked how far its topics reach, and whether they are still the same. */
const LOOK_MS = 3000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** The source tries again by itself, from the lakehouse's own offsets: the client need not. */
const CLIENT = { clientId: 'tracklake', retries: 1, retryDelay: 250, connectTimeout: 3000, timeout: 10_000 };

/**
 * Reads topics into bronze, each message once: the brokers' own commits are not used, since the offset that counts is
 * the one that the lakehouse committed with the rows. After a lost connection it begins again from there. Partitions are
 * never shared with another reader, so every attempt joins a group of its own: no rebalance, no waiting for a dead member.
 */
export function startKafkaSource(options: KafkaOptions, sink: StreamSink, lookMs = LOOK_MS): KafkaSource {
  const loaded = rate();
  let partitions: Place[] = [];
  let state: KafkaStatus['state'] = 'connecting';
  let trouble: KafkaStatus['trouble'] = null;
  let missing = '';
  let movedAt = Date.now();
  let pauseMs = FIRST_PAUSE_MS;
  /** The load that is on its way: the next attempt begins from its offset. */
  let loading: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();
  const working = workUntilClosed();

  async function workUntilClosed(): Promise<void> {
    while (!closing.signal.aborted) {
      await readOnce(closing.signal).catch((error: unknown) => note(messageOf(error)));
      state = 'connecting';
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
      pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    }
  }

  /** Reads until the connection is lost, the topics change, or it is asked to stop. */
  async function readOnce(signal: AbortSignal): Promise<void> {
    const client = { ...CLIENT, bootstrapBrokers: [...options.brokers] };
    const admin = new Admin(client);
    const consumer = new Consumer({ ...client, groupId: `${options.groupId ?? 'tracklake'}-${randomUUID()}` });
    try {
      const places = await look(admin);
      if (places.length === 0) throw new Error('none of the topics is on the broker');
      for (const place of places) await moveToStart(place);
      const stream = await consumer.consume({
        topics: [...new Set(places.map(({ topic }) => topic))],
        mode: MessagesStreamModes.MANUAL,
        fallbackMode: MessagesStreamFallbackModes.EARLIEST,
        offsets: places.map(({ topic, partition, inBronzeTo }) => ({
          ...{ topic, partition },
          offset: BigInt(inBronzeTo),
        })),
        ...{ autocommit: false, maxWaitTime: 250, maxBytes: 8 << 20 },
      });
      if (signal.aborted) return;
      state = 'reading';
      const ended = new AbortController();
      const either = AbortSignal.any([signal, ended.signal]);
      await Promise.race([
        loadAll(batchesOf(stream), places, either),
        watch(admin, places, either),
        untilAborted(either),
      ]).finally(() => ended.abort());
    } finally {
      await Promise.race([consumer.close(true).catch(() => {}), sleep(5000, undefined, { ref: false })]);
      await Promise.race([admin.close().catch(() => {}), sleep(5000, undefined, { ref: false })]);
      await loading;
    }
  }

  async function loadAll(batches: ReturnType<typeof batchesOf>, places: Place[], signal: AbortSignal): Promise<void> {
    for await (const batch of batches) {
      const byPlace = Map.groupBy(batch, ({ topic, partition }) =>
        places.find(place => place.topic === topic && place.partition === (partition ?? 0)),
      );
      for (const [place, messages] of byPlace) {
        if (place === undefined) continue; // a partition that was added just now: the watch begins again with it
        if (signal.aborted) return;
        await load(place, eventsOf(messages, place.stream, place.type), Number(messages.at(-1)?.offset ?? 0) + 1);
        loaded.add(messages.length);
      }
      wentOn();
    }
    throw new Error('the broker ended the stream');
  }

  async function load(
    place: Place,
    taken: Pick<StreamBatch, 'events' | 'rejected'>,
    nextOffset: number,
  ): Promise<void> {
    const load = sink.load({ ...taken, stream: place.stream, from: place.inBronzeTo, nextOffset });
    loading = load.catch(() => {});
    await load;
    place.inBronzeTo = nextOffset;
  }

  /** A partition is read from where bronze ends, or from the nearest place to it that the broker has. */
  async function moveToStart(place: Place): Promise<void> {
    const { stream, topic, partition, first, end } = place;
    const next = (place.inBronzeTo = sink.nextOffset(stream));
    if (next >= first && next <= end) return;
    const at = next < first ? first : end;
    if (next > 0)
      note(`${topic}/${partition}: bronze goes on from ${next}, the broker has ${first} to ${end}: read from ${at}`);
    await load(place, { events: [], rejected: [] }, at);
  }

  /** Throws when topics came, went, or were made anew. */
  async function watch(admin: Admin, places: Place[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(lookMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const now = await look(admin);
      if (now.length !== places.length || now.some((place, at) => place !== places[at])) {
        pauseMs = 0;
        throw new Error('the topics are no longer the same: beginning again');
      }
    }
  }

  /** Asks how far the topics reach. A partition that is still the same is the same object. */
  async function look(admin: Admin): Promise<Place[]> {
    const found = await findTopics(admin, Object.keys(options.topics));
    const absent = found.missing.length === 0 ? '' : `not on the broker: ${found.missing.join(', ')}`;
    if (absent !== '' && absent !== missing) sink.warn(absent);
    missing = absent;
    partitions = found.partitions.map(place => {
      const known = partitions.find(({ stream }) => stream === place.stream);
      const type = options.topics[place.topic] ?? 'listening';
      return Object.assign(known ?? { inBronzeTo: sink.nextOffset(place.stream), type }, place);
    });
    if (state === 'reading' && partitions.every(({ inBronzeTo, end }) => inBronzeTo >= end)) wentOn();
    return partitions;
  }

  function note(message: string): void {
    if (trouble?.message !== message) sink.warn(message);
    trouble = { at: new Date().toISOString(), message };
  }

  function wentOn(): void {
    movedAt = Date.now();
    pauseMs = FIRST_PAUSE_MS;
    trouble = null;
  }

  return {
    status: () => ({
      ...{ state, partitions, movedAt, rowsPerSecond: loaded.perSecond() },
      trouble: trouble ?? (missing === '' ? null : { at: new Date().toISOString(), message: missing }),
    }),
    async close() {
      closing.abort();
      await working;
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** A client's errors say little; what caused them says more. */
const messageOf = (error: unknown): string => [...new Set(messagesOf(error))].join(' ').slice(0, 500);

function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const causes = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [error.cause];
  return [error.message, ...causes.filter(cause => cause instanceof Error).flatMap(messagesOf)];
}
