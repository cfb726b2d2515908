-- One row for each response that a collector was given, as it came but without keys.
create table bronze_collected_responses (
  source text not null,     -- lastfm, listenbrainz, musicbrainz, spotify
  stream text not null,     -- plays, saved, recordings
  account text not null,    -- whose data it is; empty where it is nobody's
  request text not null,    -- path and query, without keys
  fetched_at text not null, -- ISO 8601, UTC
  status integer not null,  -- of HTTP
  records integer not null, -- how many it held
  new_records integer not null, -- those that no earlier response had brought
  rows_load_id integer,     -- the load that its new records became
  first_line integer,       -- of its new records in that load; they follow one another
  body text not null,       -- JSON
  extra text
);
