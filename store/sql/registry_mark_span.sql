-- Mark the days of a datastream on which something is known or expected in a span of time.
with span as (
  select coalesce(%(since)s::timestamptz, '-infinity') as since,
    least(coalesce(%(until)s::timestamptz, 'infinity'), %(now)s::timestamptz) as until
), speaking as (
  -- Other channels of the device are signs of life, on which counts of single vehicles rest.
  select id from channel where device in (
    select c.device from channel as c
    where c.id = %(channel)s::int
      or (%(channel)s::int is null
        and c.id in (select channel from deployment where datastream = %(datastream)s::int4))
  )
), raw as (
  select o.time, o.duration_ms from observation as o, span as s
  where o.channel in (select id from speaking)
    and o.time >= s.since and o.time < coalesce(%(until)s::timestamptz, 'infinity')
  union all
  select o.time, o.duration_ms from observation as o, span as s
  where o.channel in (select id from speaking) and o.duration_ms > 3600000 and o.time < s.since
    and o.time >= s.since - interval '36 days'
    and o.time + o.duration_ms * interval '1 ms' > s.since
  union all
  select p.time, null from passage as p, span as s
  where p.channel in (select id from speaking)
    and p.time >= s.since and p.time < coalesce(%(until)s::timestamptz, 'infinity')
), raw_days as (
  select distinct first.day + beyond as day
  from raw
  cross join lateral (
    select (raw.time at time zone 'UTC')::date as day,
      ((raw.time + coalesce(raw.duration_ms, 0) * interval '1 ms') at time zone 'UTC')::date as last
  ) as first
  cross join lateral generate_series(0, first.last - first.day) as beyond
), state_days as (
  select y.utc_day as day from day_state as y, span as s
  where y.datastream = %(datastream)s
    and y.utc_day >= (s.since at time zone 'UTC')::date
    and y.utc_day <= coalesce((%(until)s::timestamptz at time zone 'UTC')::date, 'infinity')
), known as (
  select least(min(r.day), (select min(utc_day) from day_state where datastream = %(datastream)s))
    as first
  from raw_days as r
), ends as (
  select (e at time zone 'UTC')::date as day
  from span as s, unnest(array[%(since)s::timestamptz, s.until]) as e
  where e <= %(now)s::timestamptz
), months as (
  select m::date as day
  from span as s, known as k, generate_series(
    date_trunc('month', greatest((s.since at time zone 'UTC')::date, k.first)::timestamp),
    (s.until at time zone 'UTC')::date::timestamp, interval '1 month'
  ) as m
  where k.first is not null and m >= s.since at time zone 'UTC'
)
insert into dirty (datastream, utc_day, cause)
select %(datastream)s, day, %(cause)s
from (
  select day from raw_days union select day from state_days
  union select day from ends union select day from months
) as d
