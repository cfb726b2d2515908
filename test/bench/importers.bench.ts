import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * How fast each importer reads its source into bronze, with staging copy, hash, typing, digest and ledger: at least
 * 250,000 rows/s for delimited text and 150,000 for JSON, with no more than 300 MB of memory. Each in a process of its own.
 * The bound is for time on the clock, on a quiet machine; rows per second of processor time are beside it.
 *
 *   node test/bench/importers.bench.ts [--small] [SOURCE…]
 */
const BOUNDS = { csv: 250_000, json: 150_000 };
const MAX_RSS_MB = 300;

interface Source {
  kind: keyof typeof BOUNDS;
  file: string;
  head: string;
  between: string;
  tail: string;
  row(i: number): string;
}

const iso = (i: number): string => `${new Date(Date.UTC(2019, 0, 1) + i * 97_000).toISOString().slice(0, 19)}Z`;
const epoch = (i: number): number => 1_546_300_800 + i * 97;
const msid = (i: number): string => `44444444-dddd-4ddd-8ddd-${String(i % 30_011).padStart(12, '0')}`;
/** A song has one artist. */
const artist = (i: number): number => (i % 30_011) % 800;
/** As Spotify writes ids: 22 letters and digits. */
const base62 = (i: number): string => `4${(i % 30_011).toString(36)}KqXbTzQwErTyUiOpAs`.slice(0, 22).padEnd(22, 'Z');
const lines = { head: '', between: '\n', tail: '\n' };
const array = { head: '[', between: ',\n', tail: ']\n' };

const SOURCES: Record<string, Source> = {
  tracklake: {
    ...lines,
    kind: 'csv',
    file: 'fact_listening_events.csv',
    head: 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id\n',
    row: i => `${i},${i % 9973},${(i * 7919) % 20_011},${iso(i)},${i % 300_000},${i % 2},radio,`,
  },
  'lastfm-1k': {
    ...lines,
    kind: 'csv',
    file: 'userid-timestamp.tsv',
    row: i =>
      `user_${String(i % 992).padStart(6, '0')}\t${iso(i)}\t${msid(artist(i))}\tArtist ${artist(i)}\t${i % 4 === 0 ? '' : msid(i)}\tSong ${i % 30_011}`,
  },
  'lastfm-export': {
    ...lines,
    kind: 'csv',
    file: 'recenttracks-ana-1.csv',
    head: 'uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n',
    row: i =>
      `"${epoch(i)}","${iso(i)}","Artist ${artist(i)}","","Album ${(i % 30_011) % 2000}","","Song ${i % 30_011}",""`,
  },
  hetrec: {
    ...lines,
    kind: 'csv',
    file: 'user_artists.dat',
    head: 'userID\tartistID\tweight\n',
    row: i => `${i % 1892}\t${(i * 7919) % 17_632}\t${i % 5000}`,
  },
  movielens: {
    ...lines,
    kind: 'csv',
    file: 'ratings.csv',
    head: 'userId,movieId,rating,timestamp\n',
    row: i => `${i % 9973},${(i * 7919) % 20_011},${1 + (i % 9) / 2},${epoch(i)}`,
  },
  'spotify-extended': {
    ...array,
    kind: 'json',
    file: 'Streaming_History_Audio_2024_0.json',
    row: i =>
      `{"ts":"${iso(i)}","platform":"linux","ms_played":${i % 300_000},"conn_country":"NO","ip_addr":"192.0.2.7","master_metadata_track_name":"Song ${i % 30_011}","master_metadata_album_artist_name":"Artist ${artist(i)}","master_metadata_album_album_name":"Album ${(i % 30_011) % 2000}","spotify_track_uri":"spotify:track:${base62(i)}","episode_name":null,"episode_show_name":null,"spotify_episode_uri":null,"audiobook_title":null,"audiobook_uri":null,"audiobook_chapter_uri":null,"audiobook_chapter_title":null,"reason_start":"trackdone","reason_end":"trackdone","shuffle":false,"skipped":false,"offline":false,"offline_timestamp":${epoch(i)},"incognito_mode":false}`,
  },
  'spotify-account': {
    ...array,
    kind: 'json',
    file: 'StreamingHistory_music_0.json',
    row: i =>
      `{"endTime":"${iso(i).slice(0, 16).replace('T', ' ')}","artistName":"Artist ${artist(i)}","trackName":"Song ${i % 30_011}","msPlayed":${i % 300_000}}`,
  },
  listenbrainz: {
    ...lines,
    kind: 'json',
    file: '3.jsonl',
    row: i =>
      `{"listened_at":${epoch(i)},"inserted_at":${epoch(i) + 5},"track_metadata":{"artist_name":"Artist ${artist(i)}","track_name":"Song ${i % 30_011}","release_name":"Album ${(i % 30_011) % 2000}","additional_info":{"submission_client":"navidrome","duration_ms":${i % 300_000}},"recording_msid":"${msid(i)}","mbid_mapping":null}}`,
  },
  'youtube-music': {
    ...array,
    kind: 'json',
    file: 'watch-history.json',
    row: i =>
      `{"header":"YouTube Music","title":"Watched Song ${i % 30_011}","titleUrl":"https://music.youtube.com/watch?v=v${String(i % 30_011).padStart(10, '0')}","subtitles":[{"name":"Artist ${artist(i)} - Topic","url":"https://www.youtube.com/channel/UC${i % 800}"}],"time":"${iso(i)}","products":["YouTube"],"activityControls":["YouTube watch history"]}`,
  },
  'json-lines': {
    ...lines,
    kind: 'json',
    file: 'plays.jsonl',
    row: i =>
      `{"user_id":${i % 9973},"track_id":${(i * 7919) % 20_011},"played_at":"${iso(i)}","ms_played":${i % 300_000}}`,
  },
};

if (process.argv[2] === '--child') await child(process.argv[3] ?? '', process.argv[4] ?? '');
else process.exitCode = main() ? 0 : 1;

function main(): boolean {
  const rows = process.argv.includes('--small') ? 300_000 : 1_000_000;
  const asked = process.argv.slice(2).filter(word => !word.startsWith('--'));
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-importers-'));
  const measured: Record<string, object> = {};
  const missed: string[] = [];
  try {
    for (const [name, source] of Object.entries(SOURCES)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      const path = join(folder, source.file);
      write(path, source, rows);
      const { seconds, cpuSeconds, rssMb } = importBest(folder, path);
      const rate = Math.round(rows / seconds);
      const bound = BOUNDS[source.kind];
      measured[name] = {
        MB: Math.round(statSync(path).size / 1e6),
        'rows/s': rate,
        'rows/CPU s': Math.round(rows / cpuSeconds),
        bound,
        ratio: Math.round((rate / bound) * 100) / 100,
        'peak RSS MB': rssMb,
      };
      if (rate < bound || rssMb > MAX_RSS_MB) missed.push(name);
      rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${rows.toLocaleString('en')} rows each; bounds ${JSON.stringify(BOUNDS)} rows/s, ${MAX_RSS_MB} MB`);
  console.table(measured);
  console.log(missed.length === 0 ? 'reached' : `NOT reached: ${missed.join(', ')}`);
  return missed.length === 0;
}

function write(path: string, { head, between, tail, row }: Source, rows: number): void {
  const handle = openSync(path, 'w');
  let text = head;
  for (let i = 1; i <= rows; i += 1) {
    text += i === rows ? row(i) + tail : row(i) + between;
    if (text.length < 1 << 20 && i < rows) continue;
    writeSync(handle, text);
    text = '';
  }
  closeSync(handle);
}

interface Measured {
  seconds: number;
  cpuSeconds: number;
  rssMb: number;
}

/** The better of two runs, each in a new process with a new lakehouse. */
function importBest(folder: string, path: string): Measured {
  const runs = [1, 2].map(() => {
    const lake = join(folder, 'lake');
    const run = spawnSync(process.execPath, [import.meta.filename, '--child', lake, path], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    for (const suffix of ['', '-wal', '-shm', '-writer']) rmSync(lake + suffix, { force: true });
    return JSON.parse(run.stdout) as Measured;
  });
  return {
    seconds: Math.min(...runs.map(run => run.seconds)),
    cpuSeconds: Math.min(...runs.map(run => run.cpuSeconds)),
    rssMb: Math.max(...runs.map(run => run.rssMb)),
  };
}

async function child(lakePath: string, path: string): Promise<void> {
  const { openLakehouse } = await import('../../src/worker/lakehouse/open.ts');
  const { importPaths } = await import('../../src/worker/importers/import-paths.ts');
  const { quietContext } = await import('../../src/worker/jobs/context.ts');
  const lake = openLakehouse(lakePath);
  const started = performance.now();
  const before = process.cpuUsage();
  const { rowsQuarantined } = await importPaths(lake, { paths: [path] }, quietContext());
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  if (rowsQuarantined > 0) throw new Error('the benchmark file has no bad rows');
  lake.close();
  process.stdout.write(
    JSON.stringify({
      seconds,
      cpuSeconds: (user + system) / 1e6,
      rssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
}
