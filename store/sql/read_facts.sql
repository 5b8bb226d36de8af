-- Facts of one kind about a site, oldest first.
select lower(valid) as since, upper(valid) as until, value
from fact
where site = %(site)s and kind = %(kind)s
order by since nulls first
