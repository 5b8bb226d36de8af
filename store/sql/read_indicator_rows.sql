-- The stored numbers of sites whose local day, month or year begins in a range, for a comparison.
select site, indicator, mode, direction, variant, bucket, start, value, n_expected, n_valid,
  coverage, flag
from indicator
where site = any(%(sites)s) and bucket = any(%(buckets)s)
  and start >= %(first)s and start <= %(last)s
order by site, indicator, mode, direction, variant, bucket, start
