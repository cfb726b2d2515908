with ranked as (
  select "genre" as x, "tempo" as value, cume_dist() over (partition by "genre" order by "tempo") as share
  from {{result}}
  where typeof("tempo") in ('integer', 'real')
)
select x, min(case when share >= 0.05 then value end) as y0, min(case when share >= 0.25 then value end) as y1, min(case when share >= 0.5 then value end) as y2, min(case when share >= 0.75 then value end) as y3, min(case when share >= 0.95 then value end) as y4, count(*) as size
from ranked
group by x
order by y2 desc
limit 40
