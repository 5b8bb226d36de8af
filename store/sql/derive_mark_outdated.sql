-- Mark what an older formula made and what is not sealed: states, stays and numbers, once each.
with outdated as (
  select datastream, utc_day from day_state where method_version <> %(states)s::int2 -- null: no row
  union
  select datastream, (begin_at at time zone 'UTC')::date from stay where method_version <> %(stays)s::int2
  union
  -- With one open day of it the whole bucket is computed; a day may reach into the UTC day before.
  select datastream, utc_day from (
    select distinct on (i.site, i.bucket, i.start) s.datastream, s.utc_day
    from indicator as i
    join unnest(%(indicator)s::text[], %(version)s::int2[]) as told (indicator, version)
      on told.indicator = i.indicator and told.version <> i.method_version
    join datastream as d on d.site = i.site
    join day_state as s on s.datastream = d.id and s.utc_day >= i.start - 1
      and s.utc_day < i.start + case i.bucket
        when 'day' then interval '1 day' when 'month' then interval '1 month' else interval '1 year'
      end
    where not exists (
      select from sealed_month as m
      where m.state = 'sealed' and m.month = date_trunc('month', s.utc_day)::date)
      and ( -- as in indicator_write: what is sealed is not written again
        select count(*) from sealed_month as m
        where m.state = 'sealed' and m.month >= date_trunc('month', i.start)::date
          and m.month < i.start + case i.bucket when 'year' then interval '1 year' else interval '1 day' end
      ) < case i.bucket when 'year' then 12 else 1 end
    order by i.site, i.bucket, i.start, s.utc_day < i.start, s.utc_day, s.datastream
  ) as numbers
)
insert into dirty (datastream, utc_day, cause)
select datastream, utc_day, 'method'
from outdated as o
where not exists (
    select from sealed_month as m
    where m.state = 'sealed' and m.month = date_trunc('month', o.utc_day)::date)
  and not exists (
    select from dirty as d
    where d.datastream = o.datastream and d.utc_day = o.utc_day and d.cause = 'method')
