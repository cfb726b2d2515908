-- One row for each tag as one source file described it.
create table bronze_dim_tags (
  tag_id any not null,
  tag text not null,
  extra text               -- JSON: what else the source said
);
