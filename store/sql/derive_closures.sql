-- Closures that have not been withdrawn.
select site, every, spaces, from_date, to_date, except_dates
from closure
where withdrawn_at is null
order by site, id
