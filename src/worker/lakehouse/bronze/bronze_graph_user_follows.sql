-- One row for each user who follows another user, in that direction.
create table bronze_graph_user_follows (
  follower_id any not null,
  followee_id any not null,
  followed_at text,        -- ISO 8601, UTC
  extra text               -- JSON: what else the source said
);
