with grouped as (
  select "artist_name" as x, sum("plays") as y0
  from {{result}}
  group by 1
),
kept as (select x from grouped group by 1 order by sum(y0) desc limit 3)
select * from grouped
where x in (select x from kept)
order by y0 desc
limit 5000
