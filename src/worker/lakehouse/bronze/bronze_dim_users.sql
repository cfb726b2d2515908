-- One row for each user as one source file described them.
create table bronze_dim_users (
  user_id any not null,
  name text,
  country text,            -- ISO 3166-1 alpha-2
  birth_year integer,
  plan text,               -- free, premium, family, student
  signed_up_at text,       -- ISO 8601, UTC
  extra text               -- JSON: what else the source said
);
