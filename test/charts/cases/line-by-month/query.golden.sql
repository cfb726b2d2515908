with grouped as (
  select substr("week_end", 1, 7) as x, sum("plays") as y0
  from {{result}}
  group by 1
)
select * from grouped
order by x
limit 5000
