-- Mark every day of which a channel has raw rows: it was deployed, or its device accepted, later.
insert into dirty (channel, utc_day, cause)
select distinct %(channel)s::int4, (time at time zone 'UTC')::date, %(cause)s
from (
  select time from observation where channel = %(channel)s
  union all
  select time from passage where channel = %(channel)s
) as raw
