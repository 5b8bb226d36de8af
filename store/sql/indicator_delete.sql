-- Withdraw numbers of buckets of which nothing is known any more.
delete from indicator as o
using unnest(
  %(indicator)s::text[], %(mode)s::text[], %(direction)s::text[], %(variant)s::text[],
  %(bucket)s::text[], %(start)s::date[]
) as r (indicator, mode, direction, variant, bucket, start)
where o.site = %(site)s and o.indicator = r.indicator and o.mode = r.mode
  and o.direction = r.direction and o.variant = r.variant and o.bucket = r.bucket
  and o.start = r.start
