-- Say that something applied when reading (deployment, fact, range) changed for a datastream.
insert into dirty (datastream, utc_day, cause)
select %(datastream)s, day::date, %(cause)s
from generate_series(%(first)s::date, %(last)s::date, interval '1 day') as day
