with bounds as (
  select min("tempo") * 1.0 as low_edge, max(max("tempo") * 1.0 - min("tempo"), 1e-12) / 5 as bin_width
  from {{result}}
  where typeof("tempo") in ('integer', 'real')
),
binned as (
  select min(cast(("tempo" - low_edge) / bin_width as integer), 4) as bin, low_edge, bin_width
  from {{result}}, bounds
  where typeof("tempo") in ('integer', 'real')
)
select low_edge + bin * bin_width as x, bin_width as size, count(*) as y0
from binned
group by bin
order by bin
