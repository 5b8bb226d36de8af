-- Vehicles of channels in ranges of time, in canonical order, as arrays; NaN and -1: not told.
-- The bounds of all of them are told once more as constants: no plan is made for chunks beyond.
select r.n, array_agg(p.time order by p.time, p.n),
  array_agg(coalesce(p.speed_km_h, 'NaN') order by p.time, p.n),
  array_agg(coalesce(p.length_m, 'NaN') order by p.time, p.n),
  array_agg(coalesce(p.vehicle_class, -1::int2) order by p.time, p.n)
from unnest(
  %(channel)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[]
) with ordinality as r (channel, first, last, n)
join passage as p on p.channel = r.channel and p.time >= r.first and p.time < r.last
  and p.time >= %(earliest)s and p.time < %(latest)s
where p.quality <> 4
group by r.n
