-- One row for each track in each playlist.
create table bronze_bridge_playlist_tracks (
  playlist_id any not null,
  track_id any not null,
  position integer,        -- 1 is the first
  added_at text,           -- ISO 8601, UTC
  extra text               -- JSON: what else the source said
);
