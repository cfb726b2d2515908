-- One row for each track that plays or counts name in their own rows, as the latest of them named it.
-- @columns track_id any, title text, artist_name text, album_name text, isrc text, track_mbid text, named_at integer
-- @key track_id
-- @not_null title, named_at
-- @incremental latest named_at from bronze_fact_listening_events, bronze_fact_listening_counts
with named as (
  select track_id, track_title as title, artist_name, album_name, isrc, track_mbid, row_id * 2 + 1 as named_at
  from bronze_fact_listening_events
  where track_title is not null
  union all
  select track_id, track_title, artist_name, null, null, track_mbid, row_id * 2
  from bronze_fact_listening_counts
  where track_title is not null
),
latest as (
  select *, row_number() over (partition by track_id order by named_at desc) as age
  from named
)
select track_id, title, artist_name, album_name, isrc, track_mbid, named_at
from latest
where age = 1
