-- Everything that is said of one matter of a site.
select id, value, since, until, recorded, source
from fact_said
where site = %(site)s and kind = %(kind)s and property = %(property)s
order by recorded, since nulls first, source, id
