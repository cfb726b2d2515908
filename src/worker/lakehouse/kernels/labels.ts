import type Database from 'better-sqlite3';
import { Codes, type Value } from './columns.ts';

/** The artist and genre of each track, as codes (-1: none) by the track's code. */
export interface Labels {
  artists: Value[];
  genres: string[];
  artist: Int32Array;
  genre: Int32Array;
}

export function readLabels(db: Database.Database, tracks: readonly Value[]): Labels {
  const [artists, genres] = [new Codes(), new Codes()];
  const codes = new Map(tracks.map((track, code) => [track, code]));
  const artist = new Int32Array(tracks.length).fill(-1);
  const genre = new Int32Array(tracks.length).fill(-1);
  const rows = db.prepare('select track_id, artist_id, genre from silver_track_labels').raw();
  for (const [track, by, kind] of rows.iterate() as IterableIterator<[Value, Value | null, string | null]>) {
    const code = codes.get(track);
    if (code === undefined) continue;
    if (by !== null) artist[code] = artists.code(by);
    if (kind !== null) genre[code] = genres.code(kind);
  }
  return { artists: artists.order(artist), genres: genres.order(genre).map(String), artist, genre };
}
