-- Every fact there was of a site.
select kind, nullif(property, '') as property, value, lower(valid) as since, upper(valid) as until, source
from fact where site = %(site)s
order by kind, property, lower(valid) nulls first
