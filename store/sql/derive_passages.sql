-- Times of the vehicles of channels in ranges of time, in canonical order, as arrays.
select r.n, array_agg(p.time order by p.time, p.n)
from unnest(
  %(channel)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[]
) with ordinality as r (channel, first, last, n)
join passage as p on p.channel = r.channel and p.time >= r.first and p.time < r.last
where p.quality <> 4
group by r.n
