with series as (
  select "genre" as name from {{result}} group by 1 order by sum("plays") desc limit 10
),
grouped as (
  select "week_end" as x, case when "genre" in (select name from series) or "genre" is null then coalesce(cast("genre" as text), '(empty)') else 'Other' end as color, sum("plays") as y0
  from {{result}}
  group by 1, 2
)
select * from grouped
where color is not null
order by x, color
limit 5000
