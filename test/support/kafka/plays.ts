import { Admin, Producer, stringSerializers, type CompressionAlgorithmValue } from '@platformatic/kafka';
import { setTimeout as sleep } from 'node:timers/promises';

/** A play as a message of a topic with two partitions. */
export const playMessage = (n: number, topic = 'plays') => ({
  topic,
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

export async function withAdmin<T>(address: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address] });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

export const createTopic = (address: string, topic = 'plays', partitions = 2): Promise<unknown> =>
  withAdmin(address, admin => admin.createTopics({ topics: [topic], partitions, replicas: 1 }));

type TextMessage = { topic: string; key?: string; value: string; partition?: number };

/** Sends messages once, acknowledged by the broker. */
export async function sendMessages(
  address: string,
  messages: TextMessage[],
  compression: CompressionAlgorithmValue = 'none',
): Promise<void> {
  const producer = new Producer({ clientId: 'test', bootstrapBrokers: [address], serializers: stringSerializers });
  try {
    await producer.send({ messages, compression });
  } finally {
    await producer.close();
  }
}

export interface Sender {
  /** Numbers of the plays that the broker has acknowledged. */
  acknowledged: Set<number>;
  /** Sends no more, and resolves when the last call is acknowledged. */
  stop(): Promise<void>;
}

/** Sends plays without end, each call again until it is acknowledged: after a crash some come twice, as from any producer. */
export function sendPlays(address: string, playsACall = 100, everyMs = 50): Sender {
  const acknowledged = new Set<number>();
  let sending = true;
  const working = send();

  async function send(): Promise<void> {
    for (let from = 0; sending || from > acknowledged.size;) {
      const producer = new Producer({
        ...{ clientId: 'test', bootstrapBrokers: [address], serializers: stringSerializers },
        ...{ retries: 0, connectTimeout: 2000, timeout: 5000 },
      });
      try {
        while (sending || from > acknowledged.size) {
          const numbers = Array.from({ length: playsACall }, (_, n) => acknowledged.size + n);
          from = acknowledged.size + playsACall;
          await producer.send({ messages: numbers.map(n => playMessage(n)), acks: -1 });
          for (const n of numbers) acknowledged.add(n);
          await sleep(everyMs);
        }
      } catch {
        await sleep(200);
      } finally {
        await Promise.race([producer.close(true).catch(() => {}), sleep(3000)]);
      }
    }
  }

  return {
    acknowledged,
    async stop() {
      sending = false;
      await working;
    },
  };
}
