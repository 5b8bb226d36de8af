-- Replace stored values by a publisher's revised ones; what stood there is kept in `superseded`.
with revised as (
  select o.channel, o.time, o.duration_ms as old_duration_ms, o.result as old_result,
    o.quality as old_quality, o.block as old_block,
    r.duration_ms, r.result, r.quality
  from (
    select distinct on (channel, time)
      channel, time, nullif(duration_ms, -1) as duration_ms, nullif(result, 'NaN') as result, quality
    from unnest(
      %(channel)s::int4[], %(time)s::timestamptz[], %(duration_ms)s::int4[], %(result)s::float8[],
      %(quality)s::int2[]
    ) with ordinality as u (channel, time, duration_ms, result, quality, position)
    order by channel, time, position
  ) as r
  join observation as o using (channel, time)
  where o.time between %(first)s and %(last)s
    and (o.duration_ms, o.result, o.quality)
      is distinct from (r.duration_ms, r.result, r.quality)
), kept as (
  insert into superseded (
    channel, time, old_duration_ms, old_result, old_quality, old_block,
    new_duration_ms, new_result, new_quality, new_block, cause, who, at
  )
  select channel, time, old_duration_ms, old_result, old_quality, old_block,
    duration_ms, result, quality, %(block)s, %(cause)s, %(who)s, %(now)s
  from revised
), decided as (
  update conflict as c set decided_at = %(now)s, decision = 'accepted'
  from revised as r
  where c.channel = r.channel and c.time = r.time and c.decided_at is null
    and (c.duration_ms, c.result, c.quality) is not distinct from (r.duration_ms, r.result, r.quality)
), newest as (
  update latest as l set duration_ms = r.duration_ms, result = r.result, quality = r.quality
  from revised as r where l.channel = r.channel and l.time = r.time
)
update observation as o
set duration_ms = r.duration_ms, result = r.result, quality = r.quality, block = %(block)s
from revised as r
where o.channel = r.channel and o.time = r.time
  and o.time between %(first)s and %(last)s
returning o.channel, o.time, r.old_result, r.result
