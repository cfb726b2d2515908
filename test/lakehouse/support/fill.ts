import type { Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { inOneLoad, loadRows, sqlValue, type BronzeRow } from './load.ts';

export interface FillOptions {
  users: number;
  songs: number;
  artists: number;
  events: number;
  playlists: number;
  seed: number;
}

const GENRES = [
  'rock',
  'pop',
  'jazz',
  'soul',
  'folk',
  'metal',
  'techno',
  'ambient',
  'hip hop',
  'blues',
  'punk',
  'latin',
];
const DAY = 86_400;
const YEAR_START = Date.UTC(2024, 0, 1) / 1000;

/** A small deterministic world with realistic skew and no defects: a year of history, and `week(n)` for the weeks after it. */
export function filler(lake: Lakehouse, options: FillOptions) {
  const random = mulberry32(options.seed);
  const zipf = zipfSampler(options.songs, random);
  const nextFreeAt = new Float64Array(options.users + 1);

  return {
    /** Users, songs, playlists and follows, each as one load. */
    dims() {
      loadRows(
        lake,
        'bronze_dim_users',
        Array.from({ length: options.users }, (_, i) => user(i + 1, random)),
      );
      loadRows(
        lake,
        'bronze_dim_songs',
        Array.from({ length: options.songs }, (_, i) => song(i + 1, options, random)),
      );
      const playlists = Array.from({ length: options.playlists }, (_, i) => i + 1);
      loadRows(
        lake,
        'bronze_dim_playlists',
        playlists.map(id => ({
          playlist_id: id,
          user_id: 1 + Math.floor(random() * options.users),
          name: `List ${id}`,
          theme: pick(GENRES, random),
          created_at: '2024-01-01T00:00:00Z',
        })),
      );
      loadRows(
        lake,
        'bronze_bridge_playlist_tracks',
        playlists.flatMap(id => playlistTracks(id, zipf, options, random)),
      );
      loadRows(lake, 'bronze_graph_user_follows', follows(options.users, random));
    },
    /** A year of plays as one load. */
    year() {
      return plays(options.events, YEAR_START, 366 * DAY);
    },
    /** The plays of the n-th week after the year (0 is the window that ends on 2025-01-07). */
    week(n: number, events = Math.round(options.events / 52)) {
      return plays(events, YEAR_START + (366 + 7 * n) * DAY, 7 * DAY);
    },
  };

  function plays(events: number, from: number, seconds: number): number {
    const sessions: { at: number; user: number; length: number }[] = [];
    for (let left = events; left > 0;) {
      const length = Math.min(left, 1 + Math.floor(-12 * Math.log(1 - random())));
      const user = 1 + Math.floor(options.users * random() ** 2);
      sessions.push({ at: from + Math.floor(random() * (seconds - 4 * 3600)), user, length });
      left -= length;
    }
    sessions.sort((a, b) => a.at - b.at);
    return inOneLoad(lake, 'bronze_fact_listening_events', events, loadId => {
      const insert = lake.db.prepare(
        `insert into lake_bronze_fact_listening_events (load_id, line_no, event_id, user_id, track_id, played_at, ms_played, skipped, context, playlist_id)
         values ${Array.from({ length: 20 }, () => '(?,?,?,?,?,?,?,?,?,?)').join(',')}`,
      );
      const one = lake.db.prepare(
        `insert into lake_bronze_fact_listening_events (load_id, line_no, event_id, user_id, track_id, played_at, ms_played, skipped, context, playlist_id)
         values (?,?,?,?,?,?,?,?,?,?)`,
      );
      let pending: unknown[] = [];
      let line = 1;
      for (const session of sessions) {
        let at = Math.max(session.at, nextFreeAt[session.user] ?? 0);
        for (let i = 0; i < session.length; i += 1) {
          const track = taste(session.user, zipf(), options.songs, random);
          const skipped = random() < 0.15 ? 1 : 0;
          const seconds = skipped ? 3 + Math.floor(random() * 26) : durationOf(track);
          line += 1;
          const values = [
            loadId,
            line,
            `e${loadId}-${line}`,
            session.user,
            track,
            isoTime(at),
            seconds * 1000,
            skipped,
            'library',
            null,
          ];
          pending.push(...values.map(sqlValue));
          if (pending.length === 200) {
            insert.run(...pending);
            pending = [];
          }
          at += seconds + 1 + Math.floor(random() * 4);
        }
        nextFreeAt[session.user] = at;
      }
      for (let i = 0; i < pending.length; i += 10) one.run(...pending.slice(i, i + 10));
    });
  }
}

/** Seconds since 1970 as ISO 8601 UTC. */
export const isoTime = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

const durationOf = (track: number): number => 120 + ((track * 7919) % 240);

/** Two plays of three are of tracks near the user's own corner of the catalogue, the rest are what everybody plays. */
function taste(user: number, popular: number, songs: number, random: () => number): number {
  if (random() < 0.33) return popular;
  return 1 + ((user * 131 + Math.floor((random() ** 3 * songs) / 20)) % songs);
}

function user(id: number, random: () => number): BronzeRow {
  return {
    user_id: id,
    name: `User ${id}`,
    country: pick(['DE', 'FR', 'US', 'BR', 'JP'], random),
    birth_year: 1950 + Math.floor(random() * 58),
    plan: pick(['free', 'premium', 'family', 'student'], random),
    signed_up_at: isoTime(YEAR_START - Math.floor(random() * 700) * DAY),
  };
}

function song(id: number, options: FillOptions, random: () => number): BronzeRow {
  const artist = 1 + Math.floor(options.artists * random() ** 2);
  return {
    track_id: id,
    title: `Song ${id}`,
    artist_id: artist,
    artist_name: `Artist ${artist}`,
    album_name: `Album ${id % 97}`,
    genre: GENRES[artist % GENRES.length] ?? 'rock',
    released_on: isoTime(YEAR_START - Math.floor(random() * 9000) * DAY).slice(0, 10),
    duration_ms: durationOf(id) * 1000,
    explicit: random() < 0.1 ? 1 : 0,
    tempo: Math.round(60 + random() * 120),
    danceability: round(random()),
    energy: round(random()),
    valence: round(random()),
    acousticness: round(random()),
    instrumentalness: round(random()),
    loudness: round(-30 * random()),
  };
}

function playlistTracks(id: number, zipf: () => number, options: FillOptions, random: () => number): BronzeRow[] {
  const length = 8 + Math.floor(-25 * Math.log(1 - random()));
  const corner = Math.floor(random() * options.songs);
  const tracks = new Set<number>();
  for (let i = 0; i < length; i += 1)
    tracks.add(random() < 0.3 ? zipf() : 1 + ((corner + Math.floor((random() * options.songs) / 30)) % options.songs));
  return [...tracks].map((track, i) => ({
    playlist_id: id,
    track_id: track,
    position: i + 1,
    added_at: '2024-01-01T00:00:00Z',
  }));
}

function follows(users: number, random: () => number): BronzeRow[] {
  const seen = new Set<string>();
  for (let i = 0; i < users * 5; i += 1) {
    const a = 1 + Math.floor(random() * users);
    const b = 1 + Math.floor(users * random() ** 3);
    if (a !== b) seen.add(`${a} ${b}`);
  }
  return [...seen].map(pair => {
    const [a, b] = pair.split(' ').map(Number);
    return { follower_id: a ?? 0, followee_id: b ?? 0, followed_at: '2024-01-01T00:00:00Z' };
  });
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T;

/** Ranks 1…n, the k-th drawn in proportion to 1/k. */
function zipfSampler(n: number, random: () => number): () => number {
  const top = Math.log(n + 1);
  return () => Math.min(n, Math.max(1, Math.floor(Math.exp(random() * top))));
}

/** A 32-bit generator: same seed, same numbers. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
