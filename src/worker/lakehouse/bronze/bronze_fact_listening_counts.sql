-- One row for each user and item with the number of plays, from sources that count plays instead of dating them.
create table bronze_fact_listening_counts (
  user_id any not null,
  track_id any not null,
  plays integer not null,
  track_title text,
  artist_name text,
  track_mbid text,
  extra text               -- JSON: what else the source said
);
