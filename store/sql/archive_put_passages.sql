-- Put vehicles back as they lay in the archive; what is here stays.
insert into passage (channel, time, n, speed_km_h, length_m, vehicle_class, quality, block)
select c.id, r.time::timestamptz, r.n::int4, nullif(r.speed_km_h, '')::float4,
  nullif(r.length_m, '')::float4, nullif(r.vehicle_class, '')::int2, r.quality::int2, r.block::int8
from unnest(
  %(device)s::text[], %(channel)s::text[], %(time)s::text[], %(n)s::text[], %(speed_km_h)s::text[],
  %(length_m)s::text[], %(vehicle_class)s::text[], %(quality)s::text[], %(block)s::text[]
) as r (device, channel, time, n, speed_km_h, length_m, vehicle_class, quality, block)
join channel as c on c.device = r.device and c.name = r.channel
on conflict do nothing
