-- Local holidays: those of one site and of the whole town, or all.
select id, site, kind, name, from_date, to_date, yearly, withdrawn_at
from local_day
where (withdrawn_at is null or %(withdrawn)s::boolean)
  and (%(site)s::text is null or site is null or site = %(site)s)
order by from_date, id
