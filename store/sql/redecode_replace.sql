-- Put other values in place of those that a first reading made up, which are kept in `superseded`.
with revised as (
  select o.channel, o.time, o.duration_ms as old_duration_ms, o.result as old_result,
    o.quality as old_quality, o.block as old_block, nullif(r.duration_ms, -1) as duration_ms,
    nullif(r.result, 'NaN') as result, r.quality, r.block
  from unnest(
    %(channel)s::int4[], %(time)s::timestamptz[], %(duration_ms)s::int4[], %(result)s::float8[],
    %(quality)s::int2[], %(block)s::int8[]
  ) as r (channel, time, duration_ms, result, quality, block)
  join observation as o using (channel, time)
), kept as (
  insert into superseded (
    channel, time, old_duration_ms, old_result, old_quality, old_block,
    new_duration_ms, new_result, new_quality, new_block, cause, who, at, run
  )
  select channel, time, old_duration_ms, old_result, old_quality, old_block,
    duration_ms, result, quality, block, %(cause)s, %(who)s, %(now)s, %(run)s
  from revised
), decided as (
  update conflict as c set decided_at = %(now)s,
    decision = case
      when (c.duration_ms, c.result, c.quality) is not distinct from (r.duration_ms, r.result, r.quality)
      then 'accepted' else 'kept' end
  from revised as r
  where c.channel = r.channel and c.time = r.time and c.decided_at is null
)
update observation as o
set duration_ms = r.duration_ms, result = r.result, quality = r.quality, block = r.block
from revised as r
where o.channel = r.channel and o.time = r.time
