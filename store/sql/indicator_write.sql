-- Store numbers of sites; what changes after it was final leaves a revision. A sealed number keeps
-- the formula it was made with, unless a fact such as the capacity was corrected.
with told as (
  select s.site, s.cause, s.indicator, s.mode, s.direction, s.variant, s.bucket, r.start,
    nullif(r.raw_value, 'NaN') as value, r.n_expected, r.n_valid,
    nullif(r.raw_coverage, 'NaN') as coverage, r.flag, r.method_version,
    case r.final when 1 then 'final' else 'provisional' end as status
  from unnest(
    %(series)s::int4[], %(start)s::date[], %(value)s::float8[], %(n_expected)s::int4[],
    %(n_valid)s::int4[], %(coverage)s::float8[], %(flag)s::int2[], %(method_version)s::int2[],
    %(final)s::int2[]
  ) as r (series, start, raw_value, n_expected, n_valid, raw_coverage, flag, method_version, final)
  join unnest(
    %(site)s::text[], %(indicator)s::text[], %(mode)s::text[], %(direction)s::text[],
    %(variant)s::text[], %(bucket)s::text[], %(cause)s::text[]
  ) with ordinality as s (site, indicator, mode, direction, variant, bucket, cause, n)
    on s.n = r.series
), incoming as (
  select * from told as t
  where t.cause ~ '(capacity|closure|hours)'
    or (
      select count(*) from sealed_month as m
      where m.state = 'sealed' and m.month >= date_trunc('month', t.start)::date
        and m.month < t.start + case t.bucket when 'year' then interval '1 year' else interval '1 day' end
    ) < case t.bucket when 'year' then 12 else 1 end
    or not exists (
      select from indicator as o
      where (o.site, o.indicator, o.mode, o.direction, o.variant, o.bucket, o.start)
          = (t.site, t.indicator, t.mode, t.direction, t.variant, t.bucket, t.start)
        and o.method_version <> t.method_version)
), revised as (
  insert into indicator_revision
    (site, indicator, mode, direction, variant, bucket, start, revision, old_value, new_value, cause, at, since)
  select o.site, o.indicator, o.mode, o.direction, o.variant, o.bucket, o.start, o.revision + 1,
    o.value, i.value, i.cause, %(now)s, o.since
  from indicator as o
  join incoming as i using (site, indicator, mode, direction, variant, bucket, start)
  where o.site = any(%(site)s::text[]) and o.status = 'final' and o.value is distinct from i.value
)
insert into indicator as o (
  site, indicator, mode, direction, variant, bucket, start, value, n_expected, n_valid, coverage,
  flag, method_version, status, watermark, computed_at, since
)
select site, indicator, mode, direction, variant, bucket, start, value, n_expected, n_valid,
  coverage, flag, method_version, status, %(watermark)s, %(now)s,
  case status when 'final' then %(now)s::timestamptz end
from incoming
on conflict (site, indicator, mode, direction, variant, bucket, start) do update
set value = excluded.value, n_expected = excluded.n_expected, n_valid = excluded.n_valid,
  coverage = excluded.coverage, flag = excluded.flag, method_version = excluded.method_version,
  status = excluded.status, watermark = excluded.watermark, computed_at = excluded.computed_at,
  since = case
    when o.status = 'final' and excluded.status = 'final' and o.value is not distinct from excluded.value
    then o.since else excluded.since end,
  revision = o.revision
    + (o.status = 'final' and o.value is distinct from excluded.value)::int
where (o.value, o.n_expected, o.n_valid, o.coverage, o.flag, o.method_version, o.status)
  is distinct from (
    excluded.value, excluded.n_expected, excluded.n_valid, excluded.coverage, excluded.flag,
    excluded.method_version, excluded.status)
