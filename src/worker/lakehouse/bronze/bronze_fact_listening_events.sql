-- One row for each play that a source reported: one user, one track, one moment.
create table bronze_fact_listening_events (
  event_id any,            -- the source's own id, where it has one
  user_id any not null,
  track_id any not null,
  played_at text not null, -- ISO 8601, UTC: when the play began
  ms_played integer,
  skipped integer,         -- 0 or 1, where the source says
  context text,            -- library, playlist, radio, search, recommendation, …
  playlist_id any,
  track_title text,        -- names that a source gives inline, where it has no song file
  artist_name text,
  album_name text,
  isrc text,
  track_mbid text,
  extra text               -- JSON: what else the source said
);
