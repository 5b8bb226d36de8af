-- Mark every day of a month of which there are raw rows, with the days that intervals reach.
insert into dirty (channel, utc_day, cause)
select distinct channel, (day at time zone 'UTC')::date, %(cause)s
from (
  select channel, time, coalesce(duration_ms, 0) as duration_ms from observation
  where time >= %(first)s and time < %(last)s
  union all
  select channel, time, 0 from passage where time >= %(first)s and time < %(last)s
) as raw
cross join lateral generate_series(
  date_trunc('day', time), time + duration_ms * interval '1 ms', interval '1 day'
) as day
