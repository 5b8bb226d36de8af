-- The newest changes of a site, group, device or datastream and of what hangs on it.
with meant as (
  select %(named)s::text as id
  union select site from site_alias where alias = %(named)s
  union select device from device_alias where alias = %(named)s
), of_channel as (
  select id::text as id from channel where device in (select id from meant)
), of_datastream as (
  select id::text as id from datastream
  where site in (select id from meant) or id::text = %(named)s
)
select a.id, a.at, a.who, a.why, a.what, a.key, a.before, a.after
from audit as a
cross join lateral (select coalesce(a.after, a.before) as said) as r
where (%(since)s::timestamptz is null or a.at >= %(since)s)
  and (
    (a.what in ('site', 'device', 'site_group') and a.key in (select id from meant))
    or (a.what = 'datastream' and a.key in (select id from of_datastream))
    or r.said ->> 'site' in (select id from meant)
    or r.said ->> 'device' in (select id from meant)
    or r.said ->> 'site_group' in (select id from meant)
    or (a.what in ('deployment', 'judgement')
      and (r.said ->> 'channel' in (select id from of_channel)
        or r.said ->> 'datastream' in (select id from of_datastream)))
  )
order by a.id desc
limit %(limit)s
