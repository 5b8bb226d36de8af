-- Which of these identities are stored, from whatever block.
select r.position
from unnest(%(channel)s::int4[], %(time)s::timestamptz[]) with ordinality
  as r (channel, time, position)
where exists (select from observation as o where o.channel = r.channel and o.time = r.time)
