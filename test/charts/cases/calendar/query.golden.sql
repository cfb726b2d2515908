with grouped as (
  select substr("played_on", 1, 10) as x, sum("plays") as y0
  from {{result}}
  group by 1
)
select * from grouped
order by x
limit 5000
