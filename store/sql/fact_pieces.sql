-- What holds of one matter of a site, oldest first.
select id, said, value, lower(valid) as since, upper(valid) as until
from fact
where site = %(site)s and kind = %(kind)s and property = %(property)s
order by lower(valid) nulls first
