import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSeed } from '../../../src/worker/generate/seed.ts';
import { cancelToken, quietContext } from '../../../src/worker/jobs/context.ts';
import { lines, readPlays, readTable, temporaryFolder } from './read-world.ts';

const SMALL = { users: 50, songs: 100, events: 1000, seed: 7 };

const HEADERS = {
  'dim_users.csv': 'user_id,name,country,birth_year,plan,signed_up_at',
  'dim_songs.csv':
    'track_id,title,artist_id,artist_name,album_name,genre,released_on,duration_ms,explicit,isrc,tempo,danceability,energy,valence,acousticness,instrumentalness,loudness',
  'graph_user_follows.csv': 'follower_id,followee_id,followed_at',
  'dim_playlists.csv': 'playlist_id,user_id,name,theme,created_at',
  'bridge_playlist_tracks.csv': 'playlist_id,track_id,position,added_at',
  'fact_listening_events_2024.csv': 'event_id,user_id,track_id,played_at,ms_played,skipped,context,playlist_id',
};

/** These bytes are a promise: another machine, engine or day gives them too. A wanted change raises GENERATOR_VERSION. */
const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, 'golden-sha256.json'), 'utf8')) as Record<
  string,
  string
>;

describe('a generated seed', () => {
  it('has the same bytes as ever', async () => {
    const { files } = await generateSeed({ ...SMALL, out: temporaryFolder() }, quietContext());
    expect(Object.fromEntries(files.map(file => [file.name, file.sha256]))).toEqual(GOLDEN);
  });

  it('differs with another seed, in every file that holds random numbers', async () => {
    const { files } = await generateSeed({ ...SMALL, seed: 8, out: temporaryFolder() }, quietContext());
    const same = files.filter(file => GOLDEN[file.name] === file.sha256).map(file => file.name);
    expect(same).toEqual(['defects.json']);
  });

  it('has the files and headers that the bronze layer expects, and nothing half-written', async () => {
    const out = temporaryFolder();
    await generateSeed({ ...SMALL, out }, quietContext());
    for (const [name, header] of Object.entries(HEADERS)) expect(lines(join(out, name))[0]).toBe(header);
    expect(readdirSync(out).filter(name => name.endsWith('.part'))).toEqual([]);
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(['truth.json', 'defects.json', 'data_generation_state.json']),
    );
  });

  it('refers only to what is there, and to nothing before it was', async () => {
    const out = temporaryFolder();
    await generateSeed({ users: 300, songs: 600, events: 20_000, out }, quietContext());
    const users = new Map(readTable(join(out, 'dim_users.csv')).map(user => [user['user_id'], user]));
    const songs = new Map(readTable(join(out, 'dim_songs.csv')).map(song => [song['track_id'], song]));
    const playlists = new Map(readTable(join(out, 'dim_playlists.csv')).map(list => [list['playlist_id'], list]));
    expect([users.size, songs.size, playlists.size]).toEqual([300, 600, 120]);
    for (const { follower_id, followee_id, followed_at = '' } of readTable(join(out, 'graph_user_follows.csv'))) {
      expect(follower_id).not.toBe(followee_id);
      expect(followed_at >= (users.get(follower_id)?.['signed_up_at'] ?? 'z')).toBe(true);
      expect(followed_at >= (users.get(followee_id)?.['signed_up_at'] ?? 'z')).toBe(true);
    }
    for (const { playlist_id, track_id, added_at = '' } of readTable(join(out, 'bridge_playlist_tracks.csv'))) {
      expect(added_at >= (playlists.get(playlist_id)?.['created_at'] ?? 'z')).toBe(true);
      expect(added_at >= (songs.get(track_id)?.['released_on'] ?? 'z')).toBe(true);
    }
    for (const play of readPlays(join(out, 'fact_listening_events_2024.csv'))) {
      const song = songs.get(String(play.track));
      expect(play.at >= (users.get(String(play.user))?.['signed_up_at'] ?? 'z')).toBe(true);
      expect(play.at >= (song?.['released_on'] ?? 'z')).toBe(true);
      expect(play.ms).toBeLessThanOrEqual(Number(song?.['duration_ms']));
      expect(play.playlist === '' || playlists.has(play.playlist)).toBe(true);
    }
  });

  it('numbers plays from 1 in the order of time, and no listener plays two songs at once', async () => {
    const out = temporaryFolder();
    await generateSeed({ users: 40, songs: 200, events: 30_000, out }, quietContext());
    const plays = readPlays(join(out, 'fact_listening_events_2024.csv'));
    const busyUntil = new Map<number, number>();
    plays.forEach((play, i) => {
      expect(play.event).toBe(i + 1);
      expect(play.second).toBeGreaterThanOrEqual(plays[i - 1]?.second ?? 0);
      expect(play.second * 1000).toBeGreaterThanOrEqual(busyUntil.get(play.user) ?? 0);
      busyUntil.set(play.user, play.second * 1000 + play.ms);
    });
    expect([plays[0]?.at.slice(0, 4), plays.at(-1)?.at.slice(0, 10)]).toEqual(['2024', '2024-12-31']);
  });

  it.each([
    [1, 1, 1],
    [1, 1, 500],
    [1, 3, 20],
    [2000, 30, 7],
    [3, 2000, 3000],
    [40, 60, 0],
  ])('works for %i users, %i songs and %i events', async (users, songs, events) => {
    const out = temporaryFolder();
    const summary = await generateSeed({ users, songs, events, out }, quietContext());
    expect(summary.events).toBe(events);
    expect(lines(join(out, 'fact_listening_events_2024.csv'))).toHaveLength(events + 1);
  });

  it('refuses what can not be played without overlaps, and says what to do', async () => {
    const failing = generateSeed({ users: 2, songs: 10, events: 1_000_000, out: temporaryFolder() }, quietContext());
    await expect(failing).rejects.toMatchObject({
      code: 'bad_input',
      details: { hint: expect.stringContaining('users') as string },
    });
  });

  it('leaves no half-written file and no state when it is cancelled', async () => {
    const out = temporaryFolder();
    const cancel = cancelToken();
    const progress = () => cancel.request();
    const failing = generateSeed({ ...SMALL, out }, quietContext({ cancel, progress }));
    await expect(failing).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(out).filter(name => name.endsWith('.part') || name.startsWith('data_generation'))).toEqual([]);
  });

  it('reports how far it is', async () => {
    const seen: number[] = [];
    const context = quietContext({
      progress: p => p.unit === 'rows' && seen.push(p.done) && expect(p.total).toBe(1000),
    });
    await generateSeed({ ...SMALL, out: temporaryFolder() }, context);
    expect(seen.length).toBe(366);
    expect(seen.at(-1)).toBe(1000);
  });

  it('leaves files alone that it did not write', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'weekly_trends'));
    writeFileSync(join(out, 'weekly_trends/trends_2025-01-07.csv'), 'mine');
    await generateSeed({ ...SMALL, out }, quietContext());
    expect(readFileSync(join(out, 'weekly_trends/trends_2025-01-07.csv'), 'utf8')).toBe('mine');
  });
});
