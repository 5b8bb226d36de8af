-- When readings that were refused for sealed months were measured, and by which method versions
-- states were derived, of what a number is made of.
select
  (
    select array_agg(l.time order by l.time)
    from unnest(%(channel)s::int4[], %(since)s::timestamptz[], %(until)s::timestamptz[])
      as r (channel, since, until)
    join refused_late as l on l.channel = r.channel and l.time >= r.since and l.time < r.until
  ),
  (
    select array_agg(distinct method_version)
    from day_state
    where datastream = any(%(datastream)s::int4[]) and utc_day between %(first)s and %(last)s
  )
