import { z } from 'zod';
import type { Lakehouse } from '../lakehouse/open.ts';

/** A track that plays know by MBID or ISRC, and what they say of it. */
export const playedTrackSchema = z.object({
  trackId: z.union([z.number(), z.string()]),
  mbid: z.string().nullable(),
  isrc: z.string().nullable(),
  title: z.string().nullable(),
  artist: z.string().nullable(),
  album: z.string().nullable(),
  longestMs: z.number().nullable(),
  firstAt: z.string().nullable(),
});
export type PlayedTrack = z.infer<typeof playedTrackSchema>;

/** Tracks with an MBID or ISRC that no song file describes and that were not looked up before; the most played first. */
export function tracksToLookUp(lake: Lakehouse, limit: number): PlayedTrack[] {
  return lake.db
    .prepare(
      `select track_id as trackId, max(track_mbid) as mbid, max(isrc) as isrc, max(track_title) as title,
         max(artist_name) as artist, max(album_name) as album, max(ms_played) as longestMs, min(played_at) as firstAt
       from bronze_fact_listening_events
       where (track_mbid is not null or isrc is not null)
         and track_id not in (select track_id from bronze_dim_songs)
         and cast(track_id as text) not in (select key from lake_collected_keys where stream = 'musicbrainz.recordings')
       group by track_id
       order by count(*) desc, track_id
       limit ?`,
    )
    .all(limit) as PlayedTrack[];
}
