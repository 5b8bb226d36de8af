-- Withdraw numbers of buckets of which nothing is known any more.
delete from indicator as o
using unnest(%(series)s::int2[], %(start)s::date[]) as r (series, start)
join unnest(
  %(indicator)s::text[], %(mode)s::text[], %(direction)s::text[], %(variant)s::text[],
  %(bucket)s::text[]
) with ordinality as s (indicator, mode, direction, variant, bucket, n) on s.n = r.series
where o.site = %(site)s and o.indicator = s.indicator and o.mode = s.mode
  and o.direction = s.direction and o.variant = s.variant and o.bucket = s.bucket
  and o.start = r.start
