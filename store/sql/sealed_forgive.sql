-- Forget that readings were refused: their month was restored, and they are stored now.
delete from refused_late as l
using (
  select channel, time from unnest(%(channel)s::int4[], %(time)s::timestamptz[]) as r (channel, time)
  where exists (select from refused_late)
) as r
where l.channel = r.channel and l.time = r.time
