-- The first day of which datastreams know anything, and the first one computed since a moment.
select min(utc_day) as first, min(utc_day) filter (where computed_at > %(since)s) as changed
from day_state where datastream = any(%(datastream)s::int4[])
