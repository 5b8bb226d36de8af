-- Times of the vehicles of channels in ranges of time, in canonical order, as arrays.
-- The bounds of all of them are told once more as constants: no plan is made for chunks beyond.
select r.n, array_agg(p.time order by p.time, p.n)
from unnest(
  %(channel)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[]
) with ordinality as r (channel, first, last, n)
join passage as p on p.channel = r.channel and p.time >= r.first and p.time < r.last
  and p.time >= %(earliest)s and p.time < %(latest)s
where p.quality <> 4
group by r.n
