-- What the final values of a series were at a moment; a value stood from `since` until it was revised.
select start, value, revision, null::timestamptz as revised_at, n_expected, n_valid, coverage, flag
from indicator
where site = %(site)s and indicator = %(indicator)s and mode = %(mode)s
  and direction = %(direction)s and variant = %(variant)s and bucket = %(bucket)s
  and start >= %(first)s and start < %(end)s and status = 'final' and since <= %(at)s
union all
select start, old_value, revision - 1, at, null, null, null, null
from indicator_revision
where site = %(site)s and indicator = %(indicator)s and mode = %(mode)s
  and direction = %(direction)s and variant = %(variant)s and bucket = %(bucket)s
  and start >= %(first)s and start < %(end)s and since <= %(at)s and at > %(at)s
order by start
