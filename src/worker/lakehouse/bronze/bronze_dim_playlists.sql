-- One row for each playlist as one source file described it.
create table bronze_dim_playlists (
  playlist_id any not null,
  user_id any,             -- its owner
  name text,
  theme text,
  created_at text,         -- ISO 8601, UTC
  extra text               -- JSON: what else the source said
);
