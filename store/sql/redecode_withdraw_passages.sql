-- Take vehicles out that a second reading of their messages does not bear out; they are kept.
with gone as (
  delete from passage as o
  using unnest(%(channel)s::int4[], %(time)s::timestamptz[], %(n)s::int4[]) as r (channel, time, n)
  where o.channel = r.channel and o.time = r.time and o.n = r.n
  returning o.*
)
insert into superseded_passage (
  channel, time, n, speed_km_h, length_m, vehicle_class, quality, block, run, cause, who, at
)
select channel, time, n, speed_km_h, length_m, vehicle_class, quality, block, %(run)s, %(cause)s,
  %(who)s, %(now)s
from gone
