-- One row for each track that was recommended to a user, with its place in the list.
create table bronze_recommendation_events (
  event_id any,
  user_id any not null,
  track_id any not null,
  rank integer not null,   -- 1 is the first
  score real,
  model_id text,
  surface text,            -- report, api, app, backtest
  recommended_at text not null, -- ISO 8601, UTC
  extra text               -- JSON: what else the source said
);
