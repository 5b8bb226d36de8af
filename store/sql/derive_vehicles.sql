-- Vehicles of channels in ranges of time, in canonical order, as arrays; NaN and -1: not told.
select r.n, array_agg(p.time order by p.time, p.n),
  array_agg(coalesce(p.speed_km_h, 'NaN') order by p.time, p.n),
  array_agg(coalesce(p.length_m, 'NaN') order by p.time, p.n),
  array_agg(coalesce(p.vehicle_class, -1::int2) order by p.time, p.n)
from unnest(
  %(channel)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[]
) with ordinality as r (channel, first, last, n)
join passage as p on p.channel = r.channel and p.time >= r.first and p.time < r.last
where p.quality <> 4
group by r.n
