import { unknownName } from '../../shared/errors.ts';
import type { Collector, Stream } from './collector.ts';
import { lastfm } from './lastfm.ts';
import { listenbrainz } from './listenbrainz.ts';
import { musicbrainz } from './musicbrainz.ts';
import { spotify } from './spotify.ts';

/** Every service that can be asked. */
export const collectors: readonly Collector[] = [lastfm, listenbrainz, spotify, musicbrainz];

export function collectorNamed(name: string): Collector {
  const found = collectors.find(collector => collector.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'source',
    name,
    collectors.map(collector => collector.name),
  );
}

export function streamNamed(collector: Collector, name: string): Stream {
  const found = collector.streams.find(stream => stream.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    `stream of ${collector.title}`,
    name,
    collector.streams.map(stream => stream.name),
  );
}
