import type { StreamSource } from '../../../src/shared/rpc/events.ts';

/** The API's log, and a topic of three partitions that is far behind on a broker that comes and goes. */
export function streamSources(none: boolean, paused?: StreamSource['name']): StreamSource[] {
  const at = new Date().toISOString();
  const api: StreamSource = {
    name: 'api',
    state: paused === 'api' ? 'paused' : 'reading',
    where: '/home/ana/listening/demo.lake-events',
    rowsPerSecond: none ? 0 : 41.2,
    trouble: null,
    partitions: [part('api', 'events', 0, null, none ? 0 : 120_300, none ? 0 : 120_400)],
  };
  if (none)
    return [
      api,
      {
        ...{ name: 'kafka', state: 'off', rowsPerSecond: 0, trouble: null, partitions: [] },
        where: '/home/ana/listening/streams/kafka.yaml',
      },
    ];
  const message = 'plays/2: bronze goes on from 812,400, the broker has 900,000 to 1,204,981: read from 900,000';
  return [
    api,
    {
      name: 'kafka',
      state: paused === 'kafka' ? 'paused' : 'stalled',
      where: '10.1.4.12:9092, 10.1.4.13:9092',
      rowsPerSecond: 6_120.4,
      trouble: { at, message },
      partitions: [
        part('kafka:plays:0:1f', 'plays', 0, 'listening', 1_204_981, 1_204_981),
        part('kafka:plays:1:1f', 'plays', 1, 'listening', 1_180_200, 1_204_112),
        part('kafka:app.public.users:0:2a', 'app.public.users', 0, 'user_change', 4_120, 4_120),
      ],
    },
  ];
}

const part = (
  stream: string,
  topic: string,
  partition: number,
  type: string | null,
  inBronzeTo: number,
  end: number,
): StreamSource['partitions'][number] => ({
  stream,
  topic,
  partition,
  type,
  inBronzeTo,
  end,
  behind: end - inBronzeTo,
});
