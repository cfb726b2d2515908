import type { Jobs } from '../jobs/queue.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { streamOffset } from './drain.ts';
import { kafkaConfig } from './kafka-config.ts';
import type { KafkaSource } from './kafka.ts';

/**
 * Reads the topics that are declared beside the lakehouse for as long as it is open; rows go in by the job thread, between
 * jobs. Without a declaration nothing is loaded. `complain` is told of a wrong file and of every lost connection.
 */
export function openLiveKafka(lake: Lakehouse, jobs: Jobs, complain: (error: unknown) => void): KafkaSource {
  let closed = false;
  const opening = open().catch(complain);

  async function open(): Promise<KafkaSource | undefined> {
    const options = kafkaConfig(lake.path);
    if (options === null) return undefined;
    const { startKafkaSource } = await import('./kafka.ts');
    if (closed) return undefined;
    return startKafkaSource(options, {
      nextOffset: stream => streamOffset(lake, stream),
      load: async (stream, events, rejected, nextOffset) =>
        void (await jobs.chore({ kind: 'load', batch: { stream, events, rejected, nextOffset } })),
      warn: complain,
    });
  }

  return {
    async close() {
      closed = true;
      await (await opening)?.close();
    },
  };
}
