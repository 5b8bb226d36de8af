-- Holidays that towns keep beside those of their Land; no site: all of them.
select site, kind, from_date, to_date, yearly
from local_day
where withdrawn_at is null
order by id
