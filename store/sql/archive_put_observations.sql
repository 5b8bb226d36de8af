-- Put readings back as they lay in the archive; what is here stays.
insert into observation (channel, time, duration_ms, result, quality, block)
select c.id, r.time::timestamptz, nullif(r.duration_ms, '')::int4, nullif(r.result, '')::float8,
  r.quality::int2, r.block::int8
from unnest(
  %(device)s::text[], %(channel)s::text[], %(time)s::text[], %(duration_ms)s::text[],
  %(result)s::text[], %(quality)s::text[], %(block)s::text[]
) as r (device, channel, time, duration_ms, result, quality, block)
join channel as c on c.device = r.device and c.name = r.channel
on conflict do nothing
