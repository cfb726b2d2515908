-- One row for each tag that a user (or the source itself) gave to a track or artist.
create table bronze_fact_tag_assignments (
  user_id any,
  track_id any not null,
  tag_id any not null,     -- the tag itself where the source has no tag file
  tagged_on text,          -- ISO date
  extra text               -- JSON: what else the source said
);
