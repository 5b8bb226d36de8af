-- Withdraw numbers of buckets of which nothing is known any more; a final one leaves a revision.
with gone as (
  delete from indicator as o
  using unnest(%(series)s::int2[], %(start)s::date[]) as r (series, start)
  join unnest(
    %(indicator)s::text[], %(mode)s::text[], %(direction)s::text[], %(variant)s::text[],
    %(bucket)s::text[]
  ) with ordinality as s (indicator, mode, direction, variant, bucket, n) on s.n = r.series
  where o.site = %(site)s and o.indicator = s.indicator and o.mode = s.mode
    and o.direction = s.direction and o.variant = s.variant and o.bucket = s.bucket
    and o.start = r.start
  returning o.*
), revised as (
  insert into indicator_revision
    (site, indicator, mode, direction, variant, bucket, start, revision, old_value, new_value, cause, at, since)
  select site, indicator, mode, direction, variant, bucket, start, revision + 1, value, null,
    %(cause)s, %(now)s, since
  from gone
  where status = 'final' and value is not null
)
select count(*) from gone
