import type { StreamSource } from '../../shared/rpc/events.ts';
import type { Jobs } from '../jobs/queue.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { streamOffset } from './drain.ts';
import { kafkaConfig, kafkaConfigPath } from './kafka-config.ts';
import type { KafkaOptions, KafkaSource } from './kafka.ts';
import { stateOf } from './stalled.ts';

/** The topics of one open lakehouse. */
export interface LiveKafka {
  source(): StreamSource;
  pause(): Promise<void>;
  /** Reads the declaration again, then the topics. */
  resume(): void;
  close(): Promise<void>;
}

type Opened =
  { kind: 'reading'; kafka: KafkaSource; options: KafkaOptions } | { kind: 'not reading'; told: StreamSource };

/**
 * Reads the topics that are declared beside the lakehouse for as long as it is open; rows go in by the job thread, between
 * jobs. Without a declaration nothing is loaded. `complain` is told of a wrong file and of every lost connection.
 */
export function openLiveKafka(lake: Lakehouse, jobs: Jobs, complain: (message: string) => void): LiveKafka {
  const notReading = (state: StreamSource['state'], message?: string): Opened => ({
    kind: 'not reading',
    told: {
      ...{ name: 'kafka', where: kafkaConfigPath(lake.path), state, rowsPerSecond: 0, partitions: [] },
      trouble: message === undefined ? null : { at: new Date().toISOString(), message },
    },
  });
  let opened = notReading('connecting');
  let opening = open();

  async function open(): Promise<void> {
    try {
      const options = kafkaConfig(lake.path);
      if (options === null) return void (opened = notReading('off'));
      const { startKafkaSource } = await import('./kafka.ts');
      const kafka = startKafkaSource(options, {
        nextOffset: stream => streamOffset(lake, stream),
        load: async batch => void (await jobs.chore({ kind: 'load', batch })),
        warn: message => complain(`kafka: ${message}`),
      });
      opened = { kind: 'reading', kafka, options };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      complain(message);
      opened = notReading('failed', message);
    }
  }

  const source = (): StreamSource => (opened.kind === 'reading' ? sourceOf(opened) : opened.told);

  async function end(): Promise<void> {
    await opening;
    if (opened.kind === 'reading') await opened.kafka.close();
  }

  return {
    source,
    async pause() {
      await end();
      opened = { kind: 'not reading', told: { ...source(), state: 'paused', rowsPerSecond: 0, trouble: null } };
    },
    resume() {
      if (opened.kind === 'reading') return;
      opened = { kind: 'not reading', told: { ...opened.told, state: 'connecting', trouble: null } };
      opening = open();
    },
    close: end,
  };
}

function sourceOf({ kafka, options }: Extract<Opened, { kind: 'reading' }>): StreamSource {
  const { state, trouble, partitions, rowsPerSecond, movedAt } = kafka.status();
  const behind = partitions.some(({ inBronzeTo, end }) => inBronzeTo < end);
  return {
    name: 'kafka',
    state: state === 'reading' ? stateOf(behind, movedAt) : state,
    where: options.brokers.join(', '),
    rowsPerSecond,
    trouble,
    partitions: partitions.map(({ stream, topic, partition, type, inBronzeTo, end }) => ({
      ...{ stream, topic, partition, type, inBronzeTo, end },
      behind: Math.max(0, end - inBronzeTo),
    })),
  };
}
