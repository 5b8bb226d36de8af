-- Remove the stretches that began in ranges and are no longer among those derived there.
delete from stay as s
using unnest(%(of)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[])
  as r (datastream, first, last)
where s.datastream = r.datastream and s.begin_at >= r.first and s.begin_at < r.last
  and not exists (
    select from unnest(%(datastream)s::int4[], %(begin)s::timestamptz[]) as n (datastream, begin_at)
    where n.datastream = s.datastream and n.begin_at = s.begin_at
  )
  and not exists (
    select from sealed_month as m where m.state = 'sealed'
      and m.month = date_trunc('month', s.begin_at at time zone 'UTC')::date
  )
