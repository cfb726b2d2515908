with grouped as (
  select "artist_name" as x, sum("plays") as y0, sum("hours") as y1
  from {{result}}
  group by 1
)
select * from grouped
order by y0 desc
limit 5000
