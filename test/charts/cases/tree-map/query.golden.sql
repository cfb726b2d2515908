select "artist_name" as x, "genre" as color, sum("plays") as y0
from {{result}}
group by 1, 2
order by y0 desc
limit 500
