-- Every fact there was of a site.
select kind, value, lower(valid) as since, upper(valid) as until, source
from fact where site = %(site)s
order by kind, lower(valid) nulls first
