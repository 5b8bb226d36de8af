-- Store each passage at most once.
insert into passage (channel, time, n, speed_km_h, length_m, vehicle_class, quality, block)
select
  channel, time, n, nullif(speed_km_h, 'NaN'), nullif(length_m, 'NaN'),
  nullif(vehicle_class, -1::int2), quality, %(block)s
from unnest(
  %(channel)s::int4[], %(time)s::timestamptz[], %(n)s::int4[], %(speed_km_h)s::float4[],
  %(length_m)s::float4[], %(vehicle_class)s::int2[], %(quality)s::int2[]
) as r (channel, time, n, speed_km_h, length_m, vehicle_class, quality)
on conflict do nothing
