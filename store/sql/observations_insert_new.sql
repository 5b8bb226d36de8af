-- Store observations of which none is stored; one that is stored after all ends the statement.
insert into observation (channel, time, duration_ms, result, quality, block)
select channel, time, nullif(duration_ms, -1), nullif(result, 'NaN'), quality, %(block)s
from unnest(
  %(channel)s::int4[], %(time)s::timestamptz[], %(duration_ms)s::int4[], %(result)s::float8[],
  %(quality)s::int2[]
) as r (channel, time, duration_ms, result, quality)
