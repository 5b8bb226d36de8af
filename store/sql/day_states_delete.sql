-- Withdraw the states of days of which nothing is known any more.
delete from day_state as s
using unnest(%(datastream)s::int4[], %(utc_day)s::date[]) as r (datastream, utc_day)
where s.datastream = r.datastream and s.utc_day = r.utc_day
returning s.datastream, s.utc_day - date '1970-01-01'
