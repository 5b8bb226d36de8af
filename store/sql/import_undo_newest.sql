-- Look the newest values of channels up again.
insert into latest (channel, time, duration_ms, result, quality, received)
select n.channel, n.time, n.duration_ms, n.result, n.quality, b.received_to
from unnest(%(channel)s::int4[]) as wanted (channel)
cross join lateral (
  select * from observation as o where o.channel = wanted.channel order by o.time desc limit 1
) as n
join block as b on b.id = n.block
