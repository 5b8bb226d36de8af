-- Say which UTC days of which channels have to be computed again.
insert into dirty (channel, utc_day, cause)
select channel, utc_day, %(cause)s
from unnest(%(channel)s::int4[], %(utc_day)s::date[]) as r (channel, utc_day)
