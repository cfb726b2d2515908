import { ListOffsetTimestamps, type Admin, type ListOffsetTimestampValue } from '@platformatic/kafka';

/** A partition as the broker has it now. */
export interface BrokerPartition {
  topic: string;
  partition: number;
  /** The name of its stream in the lakehouse. */
  stream: string;
  /** Offset of the oldest message that is kept, and of the next one to come. */
  first: number;
  end: number;
}

export interface BrokerTopics {
  partitions: BrokerPartition[];
  /** Wanted, but not on the broker. */
  missing: string[];
}

/**
 * A partition's name as a stream of the lakehouse. The topic's id is in it: a topic that was deleted and made again is
 * another stream, whose offsets begin anew.
 */
export const partitionStream = (topic: string, partition: number, topicId: string): string =>
  `kafka:${topic}:${partition}:${topicId.replaceAll('-', '').slice(0, 12)}`;

/** Which of the wanted topics are on the broker, with their partitions and how far those reach. */
export async function findTopics(admin: Admin, wanted: readonly string[]): Promise<BrokerTopics> {
  const there = new Set(await admin.listTopics());
  const topics = wanted.filter(topic => there.has(topic));
  const missing = wanted.filter(topic => !there.has(topic));
  if (topics.length === 0) return { partitions: [], missing };
  const metadata = await admin.metadata({ topics, forceUpdate: true });
  const places = [...metadata.topics].flatMap(([topic, { id, partitions }]) =>
    Object.keys(partitions).map(key => ({
      topic,
      partition: Number(key),
      stream: partitionStream(topic, Number(key), id),
    })),
  );
  const [first, end] = [
    await offsetsAt(admin, places, ListOffsetTimestamps.EARLIEST),
    await offsetsAt(admin, places, ListOffsetTimestamps.LATEST),
  ];
  const partitions = places.map(place => ({
    ...place,
    first: first.get(place.stream) ?? 0,
    end: end.get(place.stream) ?? 0,
  }));
  return { partitions, missing };
}

async function offsetsAt(
  admin: Admin,
  places: readonly Omit<BrokerPartition, 'first' | 'end'>[],
  timestamp: ListOffsetTimestampValue,
): Promise<Map<string, number>> {
  const byTopic = Map.groupBy(places, place => place.topic);
  const listed = await admin.listOffsets({
    topics: [...byTopic].map(([name, own]) => ({
      name,
      partitions: own.map(({ partition }) => ({ partitionIndex: partition, timestamp })),
    })),
  });
  return new Map(
    listed.flatMap(({ name, partitions }) =>
      partitions.flatMap(({ partitionIndex, offset }) => {
        const place = byTopic.get(name)?.find(each => each.partition === partitionIndex);
        return place === undefined ? [] : [[place.stream, Number(offset)] as const];
      }),
    ),
  );
}
