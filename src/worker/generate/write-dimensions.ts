import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { aliasTable } from './alias.ts';
import { genreOfSong } from './catalogue.ts';
import { CsvFile, type WrittenFile } from './csv-file.ts';
import { GENRES } from './genres.ts';
import { albumTitle, artistNames, personName, playlistName, songTitle } from './names.ts';
import { stream, type Rng } from './random.ts';
import { COSINE_UNIT, FACTORS } from './vectors.ts';
import { COUNTRIES, PLANS } from './word-lists.ts';
import type { World } from './world.ts';

/** Writes the five files that describe users, songs, follows and playlists. */
export function writeDimensions(world: World, out: string, cancelled: () => void): WrittenFile[] {
  mkdirSync(out, { recursive: true });
  return [writeUsers, writeSongs, writeFollows, writePlaylists, writePlaylistTracks].map(write => {
    cancelled();
    const file = write(world, out);
    return file;
  });
}

/** Runs `rows` and commits the file, or leaves nothing when that fails. */
function writing(path: string, header: string, rows: (file: CsvFile) => void): WrittenFile {
  const file = new CsvFile(path, header);
  try {
    rows(file);
    return file.commit();
  } finally {
    file.discard();
  }
}

function writeUsers({ options, listeners, calendar }: World, out: string): WrittenFile {
  const rng = stream(options.seed, 'users');
  const country = aliasTable(COUNTRIES.map(([, weight]) => weight));
  const plan = aliasTable(PLANS.map(([, weight]) => weight));
  return writing(join(out, 'dim_users.csv'), 'user_id,name,country,birth_year,plan,signed_up_at', file => {
    for (let u = 0; u < listeners.count; u += 1) {
      file
        .number(u + 1)
        .comma()
        .text(personName(rng))
        .comma()
        .raw(COUNTRIES[country(rng)]?.[0] ?? '')
        .comma();
      file.number(options.year - Math.max(13, Math.round(31 + 11 * rng.gauss()))).comma();
      file
        .raw(PLANS[plan(rng)]?.[0] ?? '')
        .comma()
        .raw(calendar.time(listeners.signedUp[u] ?? 0))
        .endRow();
    }
  });
}

const SONG_HEADER =
  'track_id,title,artist_id,artist_name,album_name,genre,released_on,duration_ms,explicit,isrc,' +
  'tempo,danceability,energy,valence,acousticness,instrumentalness,loudness';

function writeSongs({ options, catalogue, calendar }: World, out: string): WrittenFile {
  const rng = stream(options.seed, 'songs');
  const names = artistNames(catalogue.artists, rng);
  let album = '';
  return writing(join(out, 'dim_songs.csv'), SONG_HEADER, file => {
    for (let i = 0; i < catalogue.songs; i += 1) {
      const artist = catalogue.songArtist[i] ?? 0;
      const sameAlbum =
        i > 0 && catalogue.songArtist[i - 1] === artist && catalogue.songAlbum[i - 1] === catalogue.songAlbum[i];
      if (!sameAlbum) album = albumTitle(rng);
      const released = calendar.date(catalogue.releaseDay[i] ?? 0);
      const genre = GENRES[catalogue.artistGenre[artist] ?? 0];
      file
        .number(i + 1)
        .comma()
        .text(songTitle(rng))
        .comma()
        .number(artist + 1)
        .comma();
      file
        .text(names[artist] ?? '')
        .comma()
        .text(album)
        .comma()
        .raw(genreOfSong(catalogue, i))
        .comma();
      file
        .raw(released)
        .comma()
        .number(catalogue.durationMs[i] ?? 0)
        .comma();
      file
        .number(rng.chance(genre?.explicit ?? 0) ? 1 : 0)
        .comma()
        .raw(isrc(i, released))
        .comma();
      file.raw(audioFeatures(catalogue.vectors, i, genre ?? GENRES[0], rng)).endRow();
    }
  });
}

/** Well-formed, and of nobody's: no registration agency has the prefix XX, so no real recording carries such a code. */
function isrc(song: number, released: string): string {
  const block = Math.floor(song / 100_000)
    .toString(36)
    .toUpperCase()
    .padStart(2, '0');
  return `XXT${block}${released.slice(2, 4)}${String(song % 100_000).padStart(5, '0')}`;
}

/** The genre's sound, moved by the song's own taste vector and by chance. */
function audioFeatures(vectors: Int8Array, song: number, genre: (typeof GENRES)[number] | undefined, rng: Rng): string {
  if (genre === undefined) throw new RangeError('a song without a genre');
  const lean = (factor: number) => (vectors[song * FACTORS + factor] ?? 0) / Math.sqrt(COSINE_UNIT);
  const share = (mean: number, factor: number) =>
    fixed(Math.min(0.995, Math.max(0.005, mean + 0.22 * lean(factor) + 0.07 * rng.gauss())), 1000);
  return [
    fixed(Math.min(215, Math.max(52, genre.tempo + 14 * lean(0) + 11 * rng.gauss())), 10),
    share(genre.danceability, 1),
    share(genre.energy, 2),
    share(genre.valence, 3),
    share(genre.acousticness, 4),
    share(genre.instrumentalness, 5),
    `-${fixed(Math.min(40, Math.max(0.5, -genre.loudness - 3 * lean(2) + 1.6 * rng.gauss())), 100)}`,
  ].join(',');
}

/** A decimal of a value ≥ 0 with as many places as `unit` has zeros, made from whole numbers. */
function fixed(value: number, unit: 10 | 100 | 1000): string {
  const whole = Math.round(value * unit);
  const places = unit === 10 ? 1 : unit === 100 ? 2 : 3;
  return `${Math.floor(whole / unit)}.${String(whole % unit).padStart(places, '0')}`;
}

function writeFollows({ follows, listeners, calendar }: World, out: string): WrittenFile {
  return writing(join(out, 'graph_user_follows.csv'), 'follower_id,followee_id,followed_at', file => {
    for (let u = 0; u < listeners.count; u += 1) {
      for (let i = follows.starts[u] ?? 0; i < (follows.starts[u + 1] ?? 0); i += 1) {
        file
          .number(u + 1)
          .comma()
          .number((follows.followee[i] ?? 0) + 1)
          .comma();
        file.raw(calendar.time(follows.at[i] ?? 0)).endRow();
      }
    }
  });
}

function writePlaylists({ options, playlists, calendar }: World, out: string): WrittenFile {
  const rng = stream(options.seed, 'playlist names');
  return writing(join(out, 'dim_playlists.csv'), 'playlist_id,user_id,name,theme,created_at', file => {
    for (let p = 0; p < playlists.count; p += 1) {
      const theme = playlists.theme[p] ?? '';
      file
        .number(p + 1)
        .comma()
        .number((playlists.owner[p] ?? 0) + 1)
        .comma()
        .text(playlistName(theme, rng))
        .comma();
      file
        .text(theme)
        .comma()
        .raw(calendar.time(playlists.created[p] ?? 0))
        .endRow();
    }
  });
}

function writePlaylistTracks({ playlists, calendar }: World, out: string): WrittenFile {
  return writing(join(out, 'bridge_playlist_tracks.csv'), 'playlist_id,track_id,position,added_at', file => {
    for (let p = 0; p < playlists.count; p += 1) {
      const from = playlists.starts[p] ?? 0;
      for (let i = from; i < (playlists.starts[p + 1] ?? 0); i += 1) {
        file
          .number(p + 1)
          .comma()
          .number((playlists.song[i] ?? 0) + 1)
          .comma()
          .number(i - from + 1)
          .comma();
        file.raw(calendar.time(playlists.added[i] ?? 0)).endRow();
      }
    }
  });
}
