import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvableTrack } from '../../src/shared/resolve/compare-tracks.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/data');

/** Where a file's rows hold artist, title and length; `name` is what its tracks are called in `labelled-pairs.csv`. */
interface TrackFile {
  name: string;
  file: string;
  artist: string;
  title: string;
  duration?: string;
  id?: string;
}

const FILES: TrackFile[] = [
  { name: 'lastfm', file: 'lastfm-1k-sample/tracks.csv', artist: 'artist-name', title: 'track-name' },
  {
    ...{ name: 'spotify', file: 'spotify-tracks-subset/spotify_by_genre_6000.csv' },
    ...{ artist: 'artists', title: 'track_name', duration: 'duration_ms', id: 'track_id' },
  },
  { name: 'classic', file: 'classic-rock-radio/classic_rock_songs.csv', artist: 'artist', title: 'song' },
];
const LOG = 'lastfm-1k-sample/userid-timestamp-artid-artname-traid-traname.sample5000.tsv';

export const whyNoTracks = (): string | null =>
  [...FILES.map(({ file }) => file), LOG].every(file => existsSync(join(FOLDER, file)))
    ? null
    : '../shared/data is not here';

/** All tracks of the real files, with the row of their file as id: "lastfm:17". */
export function realTracks(): ResolvableTrack[] {
  return [...FILES.flatMap(tracksOf), ...loggedTracks()];
}

function tracksOf({ name, file, artist, title, duration, id }: TrackFile): ResolvableTrack[] {
  const [header = [], ...rows] = parseCsv(readFileSync(join(FOLDER, file), 'utf8'));
  const column = (wanted: string | undefined): number => header.indexOf(wanted ?? '');
  const seen = new Set<string>();
  return rows.flatMap((row, number) => {
    const own = id === undefined ? String(number) : (row[column(id)] ?? '');
    if (seen.has(own)) return [];
    seen.add(own);
    const length = duration === undefined ? null : Number(row[column(duration)]);
    return [track(`${name}:${number}`, row[column(artist)] ?? '', row[column(title)] ?? '', length)];
  });
}

function loggedTracks(): ResolvableTrack[] {
  const seen = new Set<string>();
  return readFileSync(join(FOLDER, LOG), 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line, number) => {
      const [, , , artist = '', mbid = '', title = ''] = line.split('\t');
      const key = `${artist}\n${title}\n${mbid}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [track(`log:${number}`, artist, title, null)];
    });
}

const track = (id: string, artist: string, title: string, durationMs: number | null): ResolvableTrack => ({
  ...{ id, title, artist, durationMs, album: null, isrc: null, mbid: null, weight: 0 },
});

/** Quoted fields may hold commas, quotes and line breaks. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') rows.push([]);
  }
  return rows.filter(row => row.length > 1);
}
