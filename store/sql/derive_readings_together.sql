-- Readings of several channels in one range of time as arrays, in the order of the table: the caller
-- sorts. Each page of the table is read once, however the rows of the channels lie mixed in it.
select array_agg(channel), array_agg(time), array_agg(coalesce(duration_ms, 0)),
  array_agg(coalesce(result, 'NaN')), array_agg(quality)
from (
  select channel, time, duration_ms, result, quality from observation
  where channel = any(%(channel)s::int4[]) and time >= %(first)s and time < %(last)s
  union all
  select channel, time, duration_ms, result, quality from observation
  where channel = any(%(channel)s::int4[]) and time >= %(long_first)s and time < %(first)s
    and duration_ms > 3600000
) as o
having count(*) > 0
