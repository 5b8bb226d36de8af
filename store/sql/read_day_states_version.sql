-- What would change if a series did: how many day states it is made of, and the newest of them.
select count(*), max(computed_at)
from day_state
where datastream = any(%(datastreams)s) and utc_day between %(first)s and %(last)s
