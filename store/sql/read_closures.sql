-- The closures of a site that were not withdrawn.
select every, spaces, from_date, to_date, except_dates
from closure
where site = %(site)s and withdrawn_at is null
order by id
