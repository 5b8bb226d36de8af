-- The newest revisions of the final values of a series, the newest first.
select id, start, revision, old_value, new_value, cause, since, at
from indicator_revision
where site = %(site)s and indicator = %(indicator)s and mode = %(mode)s
  and direction = %(direction)s and variant = %(variant)s and bucket = %(bucket)s
  and start >= %(first)s and start < %(end)s
order by id desc
limit %(limit)s
