-- From which UTC day to which anything is known of datastreams.
select min(utc_day), max(utc_day) from day_state where datastream = any(%(datastream)s::int4[])
