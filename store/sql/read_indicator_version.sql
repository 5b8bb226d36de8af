-- What would change if the state of stored values did.
select count(*), max(computed_at), count(*) filter (where status = 'final'), max(watermark)
from indicator
where site = %(site)s and indicator = %(indicator)s and mode = %(mode)s
  and direction = %(direction)s and variant = %(variant)s and bucket = %(bucket)s
  and start >= %(first)s and start < %(end)s
