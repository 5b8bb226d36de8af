-- What is spread within the quarter hours of some datastreams, [first, last] in UTC days.
select datastream, utc_day - date '1970-01-01', spread
from day_state
where datastream = any(%(datastream)s::int4[]) and utc_day between %(first)s and %(last)s
  and spread is not null
