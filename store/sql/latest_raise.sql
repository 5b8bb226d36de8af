-- Raise the newest value of each channel; an older one never replaces a newer one.
insert into latest (channel, time, duration_ms, result, quality, received)
select channel, time, nullif(duration_ms, -1), nullif(result, 'NaN'), quality, %(received)s
from unnest(
  %(channel)s::int4[], %(time)s::timestamptz[], %(duration_ms)s::int4[], %(result)s::float8[],
  %(quality)s::int2[]
) as r (channel, time, duration_ms, result, quality)
on conflict (channel) do update set
  time = excluded.time, duration_ms = excluded.duration_ms, result = excluded.result,
  quality = excluded.quality, received = excluded.received
where latest.time < excluded.time
