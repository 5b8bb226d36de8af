-- Months up to a newest one that have raw rows and were never archived, or not to the end.
select m.month::date
from generate_series(
  timestamp '2000-01-01', %(newest)s::date::timestamp, interval '1 month') as m (month)
where not exists (
    select from sealed_month as s where s.month = m.month::date and s.state <> 'closing')
  and (
    exists (
      select from observation as o
      where o.time >= m.month at time zone 'UTC'
        and o.time < (m.month + interval '1 month') at time zone 'UTC')
    or exists (
      select from passage as p
      where p.time >= m.month at time zone 'UTC'
        and p.time < (m.month + interval '1 month') at time zone 'UTC')
  )
order by 1
