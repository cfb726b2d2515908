import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { listLoads } from '../../src/worker/lakehouse/ledger.ts';
import { forgetLoad } from '../../src/worker/lakehouse/ledger-forget.ts';
import { allRows, bench, bronzeRows, samplesFolder, strays } from './support/lake.ts';
import { bombs, zipOf } from './support/zip.ts';

const ctx = quietContext();
const sample = (path: string): Buffer => readFileSync(join(samplesFolder('.'), path));
const EVENTS = 'bronze_fact_listening_events';

describe('an archive as it was delivered', () => {
  it('loads each history of a Spotify export, and skips what is none', async () => {
    const b = bench();
    const zip = zipOf([
      { name: 'Spotify Extended Streaming History/ReadMeFirst.pdf', bytes: Buffer.from('%PDF-1.4') },
      {
        name: 'Spotify Extended Streaming History/Streaming_History_Audio_2024_0.json',
        bytes: sample('spotify-extended/Streaming_History_Audio_2024_0.json'),
      },
      { name: 'Spotify Extended Streaming History/Userdata.json', bytes: Buffer.from('{"username": "x"}') },
      { name: 'Spotify Extended Streaming History/endsong_0.json', bytes: sample('spotify-extended/endsong_0.json') },
    ]);
    const summary = await b.import('my_spotify_data.zip', zip);
    expect(summary).toMatchObject({ filesLoaded: 2, filesFailed: 0, rowsLoaded: 4, rowsQuarantined: 2 });
    expect(summary.files.map(file => file.kind)).toEqual(['skipped', 'loaded', 'skipped', 'loaded']);
    expect(listLoads(b.lake)[0]?.fileName).toBe(
      'my_spotify_data.zip!Spotify Extended Streaming History/Streaming_History_Audio_2024_0.json',
    );
    const again = await b.import('again.zip', zip);
    expect(again).toMatchObject({ filesLoaded: 0, filesUnchanged: 2 });
    const unpacked = await b.import('endsong_0.json', sample('spotify-extended/endsong_0.json'));
    expect(unpacked).toMatchObject({ filesLoaded: 0, filesUnchanged: 1 });
    expect(forgetLoad(b.lake, 'my_spotify_data.zip', ctx)).toMatchObject({ rowsRemoved: 4, quarantineRemoved: 2 });
    expect(strays(b.lake)).toEqual([]);
  });

  it('knows from user.json whose a ListenBrainz export is', async () => {
    const b = bench();
    const zip = zipOf([
      { name: 'user.json', bytes: sample('listenbrainz/user.json') },
      { name: 'feedback.jsonl', bytes: sample('listenbrainz-feedback/feedback.jsonl') },
      { name: 'listens/2024/3.jsonl', bytes: sample('listenbrainz/listens/2024/3.jsonl') },
      { name: 'pinned_recording.jsonl', bytes: Buffer.from('{"blurb_content": null, "created": 1}\n') },
    ]);
    const summary = await b.import('listenbrainz_sample_listener.zip', zip);
    expect(summary).toMatchObject({ filesLoaded: 2, filesFailed: 0 });
    const users = new Set(
      [...bronzeRows(b.lake, EVENTS), ...bronzeRows(b.lake, 'bronze_feedback_events')].map(r => r.user_id),
    );
    expect([...users]).toEqual(['listenbrainz:sample_listener']);
  });

  it('takes a name for the listener where the export has none', async () => {
    const b = bench();
    const path = b.file('x.json', sample('spotify-account/StreamingHistory_music_0.json'));
    await importPaths(b.lake, { paths: [path], user: 'spotify:ana' }, ctx);
    expect(bronzeRows(b.lake, EVENTS).map(row => row.user_id)).toEqual(['spotify:ana', 'spotify:ana']);
  });

  it('notices bytes that are not the ones that were packed', async () => {
    const b = bench();
    const zip = zipOf([{ name: 'endsong_0.json', bytes: sample('spotify-extended/endsong_0.json'), store: true }]);
    zip[60] = (zip[60] ?? 0) ^ 1;
    await expect(b.import('x.zip', zip)).rejects.toThrow(/damaged \(CRC\)/);
    expect(allRows(b.lake)).toEqual({});
  });
});

describe('archives that are meant to harm', () => {
  it.each(bombs().map(bomb => [bomb.name, bomb] as const))('are refused with a reason: %s', async (_name, bomb) => {
    const b = bench();
    const started = performance.now();
    const imported = b.import(bomb.fileName, bomb.bytes);
    await expect(imported).rejects.toMatchObject({
      name: 'TracklakeError',
      message: expect.stringMatching(bomb.reason) as string,
    });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(allRows(b.lake)).toEqual({});
    expect(strays(b.lake)).toEqual([]);
  });

  it('but a well packed file is no bomb (control)', async () => {
    const b = bench();
    const line = '1,1,1,2024-01-01T00:00:00Z,1000,0,radio,\n';
    const csv = `event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id\n${line.repeat(20_000)}`;
    const gz = await b.import('a.csv.gz', gzipSync(csv));
    expect(gz).toMatchObject({ filesLoaded: 1, rowsLoaded: 20_000 });
    const zip = await b.import('b.zip', zipOf([{ name: 'b.csv', bytes: Buffer.from(csv + line) }]));
    expect(zip).toMatchObject({ filesLoaded: 1, rowsLoaded: 20_001 });
  });
});
