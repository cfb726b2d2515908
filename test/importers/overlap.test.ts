import { describe, expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { bench } from './support/lake.ts';

/** One listener's plays: back to back, some skipped, tracks coming again. */
const plays = Array.from({ length: 240 }, (_, i) => {
  const start = Date.UTC(2024, 1, 1, 8) + Math.floor(i / 12) * 7_200_000 + (i % 12) * 241_000;
  return {
    start,
    ms: i % 5 === 0 ? 21_000 : 240_000,
    artist: `Artist ${(i % 23) % 7}`,
    title: `Song ${i % 23}`,
    id: i % 23,
  };
});
type Play = (typeof plays)[number];

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const json = (list: object[]): string => JSON.stringify(list);
const msid = (n: number): string => `44444444-dddd-4ddd-8ddd-${String(n).padStart(12, '0')}`;

/** How each source writes down these plays, in a file that grows from export to export. */
const exports: Record<string, { file: string; write: (list: Play[]) => string }> = {
  'spotify-extended': {
    file: 'Streaming_History_Audio_2024_0.json',
    write: list =>
      json(
        list.map(p => ({
          ts: iso(p.start + p.ms),
          ms_played: p.ms,
          master_metadata_track_name: p.title,
          master_metadata_album_artist_name: p.artist,
          spotify_track_uri: `spotify:track:${p.id}`,
        })),
      ),
  },
  'spotify-account': {
    file: 'StreamingHistory_music_0.json',
    write: list =>
      json(
        list.map(p => ({
          endTime: iso(p.start + p.ms)
            .slice(0, 16)
            .replace('T', ' '),
          artistName: p.artist,
          trackName: p.title,
          msPlayed: p.ms,
        })),
      ),
  },
  'lastfm-export': {
    file: 'recenttracks-ana-1.csv',
    write: list =>
      `uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n${list
        .map(p => `${p.start / 1000},x,${p.artist},,,,${p.title},\n`)
        .join('')}`,
  },
  'lastfm-to-csv': {
    file: 'ana.csv',
    write: list => list.map(p => `${p.artist},,${p.title},${words(p.start)}\n`).join(''),
  },
  listenbrainz: {
    file: 'ana_lb-2024-03-01.json',
    write: list =>
      json(
        list.map(p => ({
          listened_at: p.start / 1000,
          track_metadata: { artist_name: p.artist, track_name: p.title, recording_msid: msid(p.id) },
        })),
      ),
  },
  'youtube-music': {
    file: 'watch-history.json',
    write: list =>
      json(
        list.map(p => ({
          header: 'YouTube Music',
          title: `Watched ${p.title}`,
          titleUrl: `https://music.youtube.com/watch?v=video_${p.id}`,
          subtitles: [{ name: `${p.artist} - Topic` }],
          time: iso(p.start),
        })),
      ),
  },
  'apple-music': {
    file: 'Apple Music Play Activity.csv',
    write: list =>
      `Song Name,Artist Name,Event Type,Media Type,Event Start Timestamp,Play Duration Milliseconds\n${list
        .map(p => `${p.title},${p.artist},PLAY_END,AUDIO,${iso(p.start)},${p.ms}\n`)
        .join('')}`,
  },
};

const MONTHS = ['Jan', 'Feb', 'Mar'];
const words = (ms: number): string => {
  const d = new Date(ms);
  return `${String(d.getUTCDate()).padStart(2, '0')} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${iso(ms).slice(11, 16)}`;
};

const listens = (lake: Lakehouse): number => {
  buildLakehouse(lake, { relations: ['silver_listens', 'silver_rejected_listens'] }, quietContext());
  return Number(lake.db.prepare('select count(*) from silver_listens').pluck().get());
};
const rejected = (lake: Lakehouse): { reason: string; n: number }[] =>
  lake.db.prepare('select reason, count(*) as n from silver_rejected_listens group by 1').all() as never;

describe.each(Object.entries(exports))('two overlapping exports of %s', (source, { file, write }) => {
  it('add exactly the difference', async () => {
    const b = bench();
    const first = await b.import(file, write(plays.slice(0, 150)));
    expect(first).toMatchObject({ rowsLoaded: 150, rowsQuarantined: 0 });
    expect(first.files[0]).toMatchObject({ source });
    const alone = listens(b.lake);
    expect(rejected(b.lake)).toEqual([]);
    expect(alone).toBe(150);
    const second = await b.import(file, write(plays.slice(90)));
    expect(second).toMatchObject({ rowsLoaded: 150, rowsQuarantined: 0 });
    expect(listens(b.lake)).toBe(240);
    expect(rejected(b.lake)).toEqual([{ reason: 'duplicate', n: 60 }]);
  });

  it('and the same one again adds nothing', async () => {
    const b = bench();
    await b.import(file, write(plays));
    expect(await b.import(`again/${file}`, write(plays))).toMatchObject({ filesLoaded: 0, filesUnchanged: 1 });
    expect(listens(b.lake)).toBe(240);
  });
});

/** Each play is known to one second in one file, and to its minute in the other. */
const mixed: [first: string, second: string][] = [
  ['lastfm-to-csv', 'lastfm-export'],
  ['lastfm-export', 'lastfm-to-csv'],
  ['spotify-account', 'spotify-extended'],
  ['spotify-extended', 'spotify-account'],
];

describe.each(mixed)('an export of %s, and one of %s that overlaps it', (first, second) => {
  /** One after the other with pauses of all lengths, so that full minutes are met by chance only. */
  let time = Date.UTC(2024, 1, 1, 8);
  const uneven = plays.map((play, i) => {
    const start = time;
    time += play.ms + 1_000 + ((i * 7919) % 90) * 1_000;
    return { ...play, start };
  });
  const load = (b: ReturnType<typeof bench>, source: string, list: Play[]): Promise<unknown> => {
    const { file, write } = exports[source] ?? { file: '', write: () => '' };
    return b.import(file, write(list));
  };

  it('add exactly the difference', async () => {
    const b = bench();
    await load(b, first, uneven.slice(0, 150));
    await load(b, second, uneven.slice(90));
    expect(listens(b.lake)).toBe(240);
    expect(rejected(b.lake).reduce((sum, { n }) => sum + n, 0)).toBe(60);
  });
});

describe('plays that look alike', () => {
  const at = (seconds: number): Play => ({
    start: Date.UTC(2024, 1, 1, 8) + seconds * 1000,
    ms: 9_000,
    artist: 'A',
    title: 'B',
    id: 1,
  });

  it('of one file count each: a track begun again within the minute was played again', async () => {
    for (const source of ['lastfm-export', 'spotify-extended', 'apple-music', 'listenbrainz']) {
      const b = bench();
      const { file, write } = exports[source] ?? { file: '', write: () => '' };
      await b.import(file, write([at(0), at(20), at(45)]));
      expect(listens(b.lake), source).toBe(3);
    }
  });

  it('of two files count each where they are a minute apart', async () => {
    const b = bench();
    const { file, write } = exports['spotify-extended'] ?? { file: '', write: () => '' };
    await b.import(file, write([at(0)]));
    await b.import(`more/${file}`, write([at(60)]));
    expect(listens(b.lake)).toBe(2);
  });
});
