-- One row for each pair of tracks that are taken for one recording, or may be one: how sure that is, why, and what a person said to it.
-- In a merged or confirmed pair the first track is counted as canonical_track_id, the best described one of its recording. Proposed pairs wait for a person; split ones a person has taken apart.
-- Ids without a namespace ("42") are a catalogue's own: two of them are one recording only if they share an ISRC or MusicBrainz id.
-- @columns track_id any, other_track_id any, canonical_track_id any, status text, confidence real, reason text, evidence text
-- @key track_id, other_track_id
-- @index status, confidence
-- @index confidence
-- @not_null status, confidence, reason, evidence
-- @expect track_id <> other_track_id
-- @expect status in ('merged', 'confirmed', 'proposed', 'split')
-- @expect reason in ('isrc', 'mbid', 'name', 'spelling', 'subtitle', 'person')
-- @expect confidence between 0 and 1 and (status <> 'merged' or confidence >= 0.9)
-- @expect (canonical_track_id is null) = (status in ('proposed', 'split'))
-- @references track_id silver_dim_songs(track_id)
-- @references other_track_id silver_dim_songs(track_id)
with decided as (
  select track_id, other_track_id, decision, row_number() over (partition by track_id, other_track_id order by row_id desc) as age
  from (
    select track_id, other_track_id, decision, row_id from bronze_track_decisions where track_id < other_track_id
    union all
    select other_track_id, track_id, decision, row_id from bronze_track_decisions where track_id > other_track_id
  ) as d
),
shared_codes as (
  select isrc as code from silver_dim_songs where isrc is not null group by isrc having count(*) > 1
  union all
  select track_mbid from silver_dim_songs where track_mbid is not null group by track_mbid having count(*) > 1
),
-- a catalogue of its own whose codes are all different holds nothing to match
worth_a_look as (
  select
    exists (select 1 from silver_dim_songs where instr(track_id, ':') > 0)
    or exists (select 1 from shared_codes)
    or exists (select 1 from decided) as yes
),
given as (
  select
    track_id, title, artist_name, album_name, isrc, track_mbid, duration_ms,
    case when instr(track_id, ':') = 0 then 8 else 0 end + case when tempo is not null then 4 else 0 end
      + case when genre is not null then 2 else 0 end + case when isrc is not null then 1 else 0 end as weight,
    null as other_track_id,
    null as decision
  from silver_dim_songs
  where (select yes from worth_a_look)
  union all
  select track_id, null, null, null, null, null, null, null, other_track_id, decision
  from decided
  where age = 1
),
found as (
  select value as pair
  from json_each((
    select resolve_tracks(
      track_id, title, artist_name, album_name, isrc, track_mbid, duration_ms, weight, other_track_id, decision
    )
    from given
  ))
)
select
  json_extract(pair, '$[0]') as track_id,
  json_extract(pair, '$[1]') as other_track_id,
  json_extract(pair, '$[2]') as canonical_track_id,
  json_extract(pair, '$[3]') as status,
  json_extract(pair, '$[4]') as confidence,
  json_extract(pair, '$[5]') as reason,
  json_extract(pair, '$[6]') as evidence
from found
