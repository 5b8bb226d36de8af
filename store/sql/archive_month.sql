-- What is known of an archived month.
select s.month, s.state, s.since, s.archive, s.manifest_sha256, s.observations, s.passages,
  (
    select count(*) from refused_late as l
    where l.time >= s.month::timestamp at time zone 'UTC'
      and l.time < (s.month + interval '1 month') at time zone 'UTC'
  ) as refused
from sealed_month as s
where %(month)s::date is null or s.month = %(month)s
order by s.month
