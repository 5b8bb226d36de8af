-- Let the other value of a conflict stand; what stood there is kept in `superseded`.
with chosen as (
  select c.channel, c.time, c.duration_ms, c.result, c.quality, c.block
  from conflict as c where c.id = %(id)s and c.decided_at is null for update
), standing as (
  select o.channel, o.time, o.duration_ms, o.result, o.quality, o.block
  from observation as o join chosen using (channel, time)
), kept as (
  insert into superseded (
    channel, time, old_duration_ms, old_result, old_quality, old_block,
    new_duration_ms, new_result, new_quality, new_block, cause, who, at
  )
  select s.channel, s.time, s.duration_ms, s.result, s.quality, s.block,
    c.duration_ms, c.result, c.quality, c.block, 'conflict accepted',
    coalesce(nullif(current_setting('wegwarte.who', true), ''), session_user), %(now)s
  from standing as s join chosen as c using (channel, time)
), newest as (
  update latest as l set duration_ms = c.duration_ms, result = c.result, quality = c.quality
  from chosen as c where l.channel = c.channel and l.time = c.time
), decided as (
  -- Of several other values for one time the chosen one is accepted, the others are not.
  update conflict as c set decided_at = %(now)s,
    decision = case when c.id = %(id)s then 'accepted' else 'kept' end
  from standing as s
  where c.channel = s.channel and c.time = s.time and c.decided_at is null
)
update observation as o
set duration_ms = c.duration_ms, result = c.result, quality = c.quality, block = c.block
from chosen as c join standing as s using (channel, time)
where o.channel = c.channel and o.time = c.time
returning o.channel, o.time, -- as long as the longer one: its quarters change, too
  greatest(o.duration_ms, s.duration_ms, 0) as duration_ms
