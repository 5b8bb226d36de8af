-- Withdraw numbers of buckets of which nothing is known any more; a final one leaves a revision.
with gone as (
  delete from indicator as o
  using unnest(%(series)s::int4[], %(start)s::date[]) as r (series, start)
  join unnest(
    %(site)s::text[], %(indicator)s::text[], %(mode)s::text[], %(direction)s::text[],
    %(variant)s::text[], %(bucket)s::text[], %(cause)s::text[]
  ) with ordinality as s (site, indicator, mode, direction, variant, bucket, cause, n)
    on s.n = r.series
  where o.site = any(%(site)s::text[]) and o.site = s.site and o.indicator = s.indicator and o.mode = s.mode
    and o.direction = s.direction and o.variant = s.variant and o.bucket = s.bucket
    and o.start = r.start
  returning o.*, s.cause
), revised as (
  insert into indicator_revision
    (site, indicator, mode, direction, variant, bucket, start, revision, old_value, new_value, cause, at, since)
  select site, indicator, mode, direction, variant, bucket, start, revision + 1, value, null,
    cause, %(now)s, since
  from gone
  where status = 'final' and value is not null
)
select count(*) from gone
