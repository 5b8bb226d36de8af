-- Keep each other value of a stored identity once; say how often it was seen.
insert into conflict (
  channel, time, duration_ms, result, quality, stored_block, block, seen, found_at
)
select
  channel, time, nullif(duration_ms, -1), nullif(result, 'NaN'), quality, stored_block, %(block)s,
  seen, %(now)s
from unnest(
  %(channel)s::int4[], %(time)s::timestamptz[], %(duration_ms)s::int4[], %(result)s::float8[],
  %(quality)s::int2[], %(stored_block)s::int8[], %(seen)s::int4[]
) as r (channel, time, duration_ms, result, quality, stored_block, seen)
on conflict on constraint conflict_value do update set seen = conflict.seen + excluded.seen
