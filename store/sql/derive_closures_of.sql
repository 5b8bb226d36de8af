-- Closures of a site that have not been withdrawn.
select id, every, spaces, from_date, to_date, except_dates, reason
from closure
where site = %(site)s and withdrawn_at is null
order by id
