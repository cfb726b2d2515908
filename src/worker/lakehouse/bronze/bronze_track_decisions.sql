-- One row for each time that a person said whether two tracks are the same recording; the latest word on a pair counts.
create table bronze_track_decisions (
  track_id any not null,
  other_track_id any not null,
  decision text not null,   -- same, different, or open: as if nothing had been said
  decided_at text not null, -- ISO 8601, UTC
  extra text                -- JSON: who, and a note
);
