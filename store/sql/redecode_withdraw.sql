-- Take readings out that a second reading of their messages does not bear out; they are kept in
-- `superseded`, and open conflicts about them are decided.
with wrong as (
  select * from unnest(%(channel)s::int4[], %(time)s::timestamptz[]) as r (channel, time)
), gone as (
  delete from observation as o using wrong as w
  where o.channel = w.channel and o.time = w.time
  returning o.channel, o.time, o.duration_ms, o.result, o.quality, o.block
), decided as (
  update conflict as c set decided_at = %(now)s, decision = 'kept'
  from gone as g where c.channel = g.channel and c.time = g.time and c.decided_at is null
)
insert into superseded (
  channel, time, old_duration_ms, old_result, old_quality, old_block, cause, who, at, run
)
select channel, time, duration_ms, result, quality, block, %(cause)s, %(who)s, %(now)s, %(run)s
from gone
