-- One row for each song as one source file described it.
create table bronze_dim_songs (
  track_id any not null,
  title text not null,
  artist_id any,
  artist_name text,
  album_name text,
  genre text,
  released_on text,        -- ISO date
  duration_ms integer,
  explicit integer,        -- 0 or 1
  isrc text,
  track_mbid text,
  tempo real,              -- beats per minute
  danceability real,       -- 0..1, as the next five
  energy real,
  valence real,
  acousticness real,
  instrumentalness real,
  loudness real,           -- decibels, below 0
  extra text               -- JSON: what else the source said
);
