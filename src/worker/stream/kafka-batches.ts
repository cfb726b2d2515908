import type { Message } from '@platformatic/kafka';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlacedEvent, RejectedEvent } from './drain.ts';
import { parseEvent, type EventType } from './events.ts';

/** Every batch is a commit with a load of its own: rarely enough that a day of them does not fill the ledger. */
const BATCH_MILLISECONDS = 1000;
const BATCH_MESSAGES = 20_000;
const BATCH_BYTES = 16 << 20;

/**
 * Groups what arrives within a second, so that one commit holds many messages. While a batch is being loaded the next
 * one fills, up to its limits; then nothing more is taken from the broker.
 */
export async function* batchesOf(messages: AsyncIterable<Message>): AsyncGenerator<Message[]> {
  let waiting: Message[] = [];
  let bytes = 0;
  let woken = Promise.withResolvers<void>();
  let taken = Promise.withResolvers<void>();
  let over: { error?: unknown } | undefined;

  const isFull = (): boolean => waiting.length >= BATCH_MESSAGES || bytes >= BATCH_BYTES;
  async function collect(): Promise<void> {
    for await (const message of messages) {
      waiting.push(message);
      bytes += sizeOf(message);
      woken.resolve();
      if (isFull()) await taken.promise;
    }
  }
  void collect()
    .then(
      () => (over = {}),
      (error: unknown) => (over = { error }),
    )
    .finally(() => woken.resolve());

  try {
    while (over === undefined || waiting.length > 0) {
      await woken.promise;
      for (let waited = 0; waited < BATCH_MILLISECONDS && over === undefined && !isFull(); waited += STEP_MS)
        await sleep(STEP_MS);
      const batch = waiting;
      [waiting, bytes] = [[], 0];
      if (over === undefined) woken = Promise.withResolvers<void>();
      taken.resolve();
      taken = Promise.withResolvers<void>();
      if (batch.length > 0) yield batch;
    }
  } finally {
    taken.resolve();
  }
  if (over.error !== undefined) throw over.error;
}

const STEP_MS = 50;

const sizeOf = ({ key, value }: Message): number =>
  ((key as Buffer | null | undefined)?.length ?? 0) + ((value as Buffer | null | undefined)?.length ?? 0);

/** What messages of one partition bring: events, and those that are none, as they came. */
export function eventsOf(
  messages: readonly Message[],
  stream: string,
  type: EventType,
): { events: PlacedEvent[]; rejected: RejectedEvent[] } {
  const events: PlacedEvent[] = [];
  const rejected: RejectedEvent[] = [];
  for (const message of messages) {
    const offset = Number(message.offset);
    const raw = (message.value as Buffer | null | undefined)?.toString('utf8') ?? '';
    if (raw === '' && type === 'user_change') continue; // the tombstone behind a delete
    try {
      const given = JSON.parse(raw) as object;
      events.push({ offset, event: parseEvent({ type, event_id: `${stream}:${offset}`, ...given }, offset) });
    } catch (error) {
      rejected.push({ offset, type, raw, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { events, rejected };
}
