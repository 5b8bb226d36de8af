-- A time in which a site expects a least value that is not below the greatest one.
select l.value::float8 as least, g.value::float8 as greatest
from fact as l
join fact as g on g.site = l.site and g.property = l.property and g.valid && l.valid
where l.site = %(site)s and l.property = %(property)s
  and l.kind = 'expected_least' and g.kind = 'expected_greatest'
  and l.value::float8 >= g.value::float8
limit 1
