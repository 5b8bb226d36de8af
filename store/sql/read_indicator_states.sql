-- Whether the stored values of a series are final, how often they were revised, and since when.
select start, status, revision, watermark, computed_at
from indicator
where site = %(site)s and indicator = %(indicator)s and mode = %(mode)s
  and direction = %(direction)s and variant = %(variant)s and bucket = %(bucket)s
  and start >= %(first)s and start < %(end)s
order by start
