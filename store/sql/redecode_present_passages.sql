-- Which of these identities of vehicles are stored, from whatever block.
select r.position
from unnest(%(channel)s::int4[], %(time)s::timestamptz[], %(n)s::int4[]) with ordinality
  as r (channel, time, n, position)
where exists (
  select from passage as o where o.channel = r.channel and o.time = r.time and o.n = r.n
)
