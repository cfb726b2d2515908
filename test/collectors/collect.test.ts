import { afterEach, describe, expect, it } from 'vitest';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { listLoads } from '../../src/worker/lakehouse/ledger.ts';
import { forgetLoad } from '../../src/worker/lakehouse/ledger-forget.ts';
import { verifyLoads } from '../../src/worker/lakehouse/ledger-verify.ts';
import { strays } from '../importers/support/lake.ts';
import { collecting, playsIn } from './support/collecting.ts';
import type { FakeService } from './support/fake-service.ts';
import {
  lastfmService,
  listenbrainzService,
  musicbrainzService,
  playsOf,
  spotifyService,
  type Play,
} from './support/services.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const services: FakeService[] = [];
afterEach(() => Promise.all(services.splice(0).map(service => service.close())));
async function started<S extends FakeService>(starting: Promise<S>): Promise<S> {
  const service = await starting;
  services.push(service);
  return service;
}

const texts = (plays: readonly Play[]): string[] => plays.map(p => `${p.at} ${p.artist} ${p.title}`).sort();

describe.each([
  ['lastfm', lastfmService, 3],
  ['listenbrainz', listenbrainzService, 2],
] as const)('%s', (source, service, pages) => {
  it('gives every play once, also those that share a second, and later only what is new', async () => {
    const plays = playsOf(pages === 3 ? 470 : 1500);
    const c = collecting();
    c.use(source, await started(service(plays)));
    const first = await c.collect({ source });
    expect(first).toMatchObject({ source, generated: false, rowsLoaded: plays.length, failed: [] });
    expect(first.streams[0]).toMatchObject({ complete: true, resumed: false, rowsQuarantined: 0 });
    expect(playsIn(c.lake)).toEqual(texts(plays));

    const later = playsOf(30, plays.at(-1)!.at + 500);
    plays.push(...later);
    const second = await c.collect({ source });
    expect(second.streams[0]).toMatchObject({ newRecords: 30, rowsLoaded: 30 });
    expect(second.streams[0]!.records).toBeLessThan(plays.length + 30);
    expect(playsIn(c.lake)).toEqual(texts(plays));
    expect(await c.collect({ source })).toMatchObject({ rowsLoaded: 0 });
    expect(strays(c.lake)).toEqual([]);
    expect(verifyLoads(c.lake).filter(one => !one.intact)).toEqual([]);
  });

  it('keeps raw answers with their times, without the key, and says which play came with which', async () => {
    const plays = playsOf(320);
    const c = collecting();
    c.use(source, await started(service(plays)));
    await c.collect({ source });
    const answers = c.lake.db.prepare('select * from bronze_collected_responses order by row_id').all() as {
      fetched_at: string;
      body: string;
      new_records: number;
      rows_load_id: number;
      first_line: number;
    }[];
    expect(answers.reduce((sum, one) => sum + one.new_records, 0)).toBe(320);
    expect(Date.now() - Date.parse(answers[0]!.fetched_at)).toBeLessThan(60_000);
    const play = c.lake.db
      .prepare('select track_title as title from bronze_fact_listening_events where load_id = ? and line_no = ?')
      .get(answers[0]!.rows_load_id, answers[0]!.first_line) as { title: string };
    expect(answers[0]!.body).toContain(play.title);
  });

  it('takes a forgotten load again, and nothing else', async () => {
    const plays = playsOf(150);
    const c = collecting();
    c.use(source, await started(service(plays)));
    await c.collect({ source });
    const load = listLoads(c.lake).find(one => one.relation === 'bronze_fact_listening_events')!;
    forgetLoad(c.lake, load.loadId, quietContext());
    expect(playsIn(c.lake)).toEqual([]);
    expect(await c.collect({ source, full: true })).toMatchObject({ rowsLoaded: 150 });
    expect(await c.collect({ source, full: true })).toMatchObject({ rowsLoaded: 0 });
    expect(playsIn(c.lake)).toEqual(texts(plays));
  });
});

it('a play in an export and in the API counts once in silver', async () => {
  const plays = playsOf(90).filter((_, i) => i % 7 !== 6);
  const c = collecting();
  const file = join(c.folder, 'recenttracks-ana-1.csv');
  const rows = plays.slice(0, 60).map(p => `${p.at},x,${p.artist},,,,${p.title},\n`);
  writeFileSync(file, `uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n${rows.join('')}`);
  await importPaths(c.lake, { paths: [file] }, quietContext());
  c.use('lastfm', await started(lastfmService(plays)));
  expect(await c.collect({ source: 'lastfm' })).toMatchObject({ rowsLoaded: plays.length });
  buildLakehouse(c.lake, { relations: ['silver_listens'] }, quietContext());
  expect(c.count('bronze_fact_listening_events')).toBe(60 + plays.length);
  expect(c.count('silver_listens')).toBe(plays.length);
});

describe('spotify', () => {
  it('gives what was played and saved; a refresh token that was replaced is kept', async () => {
    const c = collecting();
    const service = await started(spotifyService(40, 120));
    c.use('spotify', service);
    c.outside.keys.write('spotify', service.state.refresh);
    const first = await c.collect({ source: 'spotify' });
    expect(first.streams.map(s => [s.stream, s.newRecords])).toEqual([
      ['plays', 40],
      ['saved', 120],
    ]);
    expect(c.count('bronze_fact_listening_events')).toBe(40);
    expect(c.count('bronze_dim_songs')).toBe(120);
    expect(c.lake.db.prepare('select distinct feedback, user_id from bronze_feedback_events').all()).toEqual([
      { feedback: 'save', user_id: 'spotify:ana' },
    ]);
    expect(c.outside.keys.read('spotify')).toBe(service.state.refresh);
    const second = await c.collect({ source: 'spotify' });
    expect(second).toMatchObject({ rowsLoaded: 0 });
    expect(strays(c.lake)).toEqual([]);
  });

  it('asks to sign in where nobody is', async () => {
    const c = collecting();
    c.outside.connections.change('spotify', { account: 'ana' });
    await expect(c.collect({ source: 'spotify' })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/^nobody is signed in to Spotify: /),
    });
  });
});

describe('musicbrainz', () => {
  const recording = (id: string, genres: object[]): object => ({
    id,
    title: 'Its own title',
    length: 200_000,
    'first-release-date': '2020-01-01',
    isrcs: ['QZXYZ2000001'],
    'artist-credit': [{ name: 'A', joinphrase: '', artist: { id: 'artist-1', name: 'A' } }],
    genres,
  });

  it('looks played tracks up once, by MBID or ISRC, and asks an artist for genres where the recording has none', async () => {
    const c = collecting();
    const service = await started(
      musicbrainzService(
        { 'mbid-1': recording('mbid-1', [{ name: 'shoegaze', count: 3 }]), QZABC2400007: recording('mbid-2', []) },
        { 'artist-1': { id: 'artist-1', name: 'A', genres: [{ name: 'dream pop', count: 1 }] } },
      ),
    );
    c.use('musicbrainz', service);
    writeFileSync(
      join(c.folder, 'plays.csv'),
      [
        'user_id,track_id,played_at,track_title,artist_name,track_mbid,isrc',
        'u,x:1,2024-01-01T00:00:00Z,One,A,mbid-1,',
        'u,x:2,2024-01-01T00:05:00Z,Two,A,,QZABC2400007',
        'u,x:3,2024-01-01T00:10:00Z,Three,A,mbid-unknown,',
        'u,x:4,2024-01-01T00:15:00Z,Four,A,,',
      ].join('\n'),
    );
    await importPaths(c.lake, { paths: [join(c.folder, 'plays.csv')], source: 'tracklake' }, quietContext());
    const { streams } = await c.collect({ source: 'musicbrainz' });
    expect(streams[0]).toMatchObject({ complete: true, newRecords: 2, pages: 4 });
    expect(
      c.lake.db
        .prepare('select track_id, title, genre, track_mbid, isrc, duration_ms from bronze_dim_songs order by 1')
        .all(),
    ).toEqual([
      {
        track_id: 'x:1',
        title: 'One',
        genre: 'shoegaze',
        track_mbid: 'mbid-1',
        isrc: 'QZXYZ2000001',
        duration_ms: 200_000,
      },
      {
        track_id: 'x:2',
        title: 'Two',
        genre: 'dream pop',
        track_mbid: 'mbid-2',
        isrc: 'QZABC2400007',
        duration_ms: 200_000,
      },
    ]);
    const asked = service.asked.length;
    expect(await c.collect({ source: 'musicbrainz' })).toMatchObject({ rowsLoaded: 0 });
    expect(service.asked.length).toBe(asked);
    expect(service.asked[0]!.headers['user-agent']).toMatch(/^Tracklake/);
  });
});

describe('when a source fails', () => {
  it('the next one is asked, and what failed is said', async () => {
    const c = collecting();
    const plays = playsOf(20);
    const broken = await started(lastfmService(plays));
    broken.faults.set('all', { kind: 'status', status: 503 });
    c.use('lastfm', broken);
    c.use('listenbrainz', await started(listenbrainzService(plays)));
    const summary = await c.collect({ source: 'lastfm', fallback: ['listenbrainz', 'generated'] });
    expect(summary).toMatchObject({ source: 'listenbrainz', generated: false, rowsLoaded: 20 });
    expect(summary.failed).toEqual([
      { source: 'lastfm', code: 'unreachable', message: expect.stringContaining('503') },
    ]);
  });

  it('the next one is not asked for a stranger of the same name', async () => {
    const c = collecting();
    const gone = await started(lastfmService([]));
    gone.faults.set('all', { kind: 'status', status: 500 });
    c.use('lastfm', gone);
    const other = await started(listenbrainzService(playsOf(5)));
    c.outside.connections.change('listenbrainz', { baseUrl: other.url });
    const nobody = c.collect({ source: 'lastfm', account: 'ana', fallback: ['listenbrainz'] });
    await expect(nobody).rejects.toMatchObject({ code: 'unreachable' });
    expect(other.asked.length).toBe(0);
    const named = await c.collect({ source: 'lastfm', account: 'ana', fallback: ['listenbrainz:ana'] });
    expect(named).toMatchObject({ source: 'listenbrainz', account: 'ana', rowsLoaded: 5 });
  });

  it('generated data come last, marked as such, and never beside real plays', async () => {
    const c = collecting();
    const broken = await started(lastfmService([]));
    broken.faults.set('all', { kind: 'status', status: 500 });
    c.use('lastfm', broken);
    const summary = await c.collect({ source: 'lastfm', fallback: ['generated'] });
    expect(summary).toMatchObject({ source: 'generated', generated: true });
    expect(c.logged.join('\n')).toMatch(/warn: no service answered: .* synthetic/);
    const { generatedSeedFolder } = await import('../../src/worker/evaluation/seed-folder.ts');
    expect(generatedSeedFolder(c.lake)).not.toBeNull();
    await expect(c.collect({ source: 'lastfm', fallback: ['generated'] })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('and nothing else was named, its error is the job’s', async () => {
    const c = collecting();
    const gone = await listenbrainzService([]);
    await gone.close();
    c.use('listenbrainz', gone);
    await expect(c.collect({ source: 'listenbrainz' })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^ListenBrainz: 127.0.0.1:\d+: the connection was refused \(tried 3 times\)$/),
    });
    await expect(c.collect({ source: 'lastfn' })).rejects.toThrow(/did you mean lastfm/);
  });
});
