-- One row for each verdict that a user gave on a track.
create table bronze_feedback_events (
  event_id any,
  user_id any not null,
  track_id any not null,
  feedback text not null,  -- like, dislike, hide, save
  given_at text not null,  -- ISO 8601, UTC
  extra text               -- JSON: what else the source said
);
