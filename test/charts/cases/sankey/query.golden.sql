select "from_genre" as x, "to_genre" as color, sum("transitions") as y0
from {{result}}
group by 1, 2
order by y0 desc
limit 100
