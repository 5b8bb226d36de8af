-- Day states of datastreams over a run of UTC days [first, last].
select datastream, utc_day - date '1970-01-01' as day, state
from day_state
where datastream = any(%(datastreams)s) and utc_day between %(first)s and %(last)s
order by datastream, utc_day
