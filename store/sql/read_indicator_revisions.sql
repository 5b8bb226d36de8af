-- How the final values of a series were revised, in the order in which it happened.
select id, start, revision, old_value, new_value, cause, since, at
from indicator_revision
where site = %(site)s and indicator = %(indicator)s and mode = %(mode)s
  and direction = %(direction)s and variant = %(variant)s and bucket = %(bucket)s
  and start >= %(first)s and start < %(end)s and id > coalesce(%(after)s::int8, 0)
order by id
limit %(limit)s
