select "energy" as x, "genre" as color, "plays" as size, "valence" as y0
from {{result}}
limit 5000
