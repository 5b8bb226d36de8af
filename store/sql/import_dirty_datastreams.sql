-- Say that deployments or capacities of datastreams changed on these days.
insert into dirty (datastream, utc_day, cause)
select datastream, utc_day, %(cause)s
from unnest(%(datastream)s::int4[], %(utc_day)s::date[]) as r (datastream, utc_day)
