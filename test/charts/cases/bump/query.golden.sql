with grouped as (
  select "month" as x, "artist_name" as color, sum("plays") as measure
  from {{result}}
  group by 1, 2
),
ranked as (
  select x, color, measure, row_number() over (partition by x order by measure desc, color) as place
  from grouped
),
shown as (
  select color from ranked where place <= 3 group by color order by count(*) desc, min(place) limit 6
)
select x, color, place as y0, measure as size
from ranked
where place <= 3 and color in (select color from shown)
order by x, place
limit 5000
