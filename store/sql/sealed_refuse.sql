-- Remember which readings came for a sealed month; a redelivery counts once.
insert into refused_late (channel, time, first_at)
select channel, time, %(now)s
from unnest(%(channel)s::int4[], %(time)s::timestamptz[]) as r (channel, time)
on conflict do nothing
