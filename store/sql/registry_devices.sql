-- Devices with their names, what they are deployed at, and when they were last heard.
with meant as (
  select id from device where id = lower(%(device)s)
  union
  select device from device_alias
  where alias = %(device)s or alias = lower(regexp_replace(%(device)s, '[-:. ]', '', 'g'))
)
select v.id, v.model, v.name, v.remarks, v.registered_at, v.installed_at,
  case when now_at.deployed then now_at.accepted_at
    else coalesce(v.accepted_at, (
      select max(p.accepted_at) from deployment as p join channel as c on c.id = p.channel
      where c.device = v.id
    ))
  end as accepted_at,
  v.out_of_service_at, v.retired_at,
  coalesce((select jsonb_agg(jsonb_build_object('kind', a.kind, 'alias', a.alias) order by a.kind, a.alias)
    from device_alias as a where a.device = v.id), '[]') as aliases,
  greatest(
    (select max(l.received) from latest as l join channel as c on c.id = l.channel
      where c.device = v.id),
    (select h.heard_at from device_health as h where h.device = v.id)
  ) as heard_at,
  now_at.deployed, now_at.sites
from device as v
cross join lateral (
  select count(*) > 0 as deployed, coalesce(array_agg(distinct d.site), '{}') as sites,
    min(coalesce(p.accepted_at, v.accepted_at)) as accepted_at
  from deployment as p
  join channel as c on c.id = p.channel
  join datastream as d on d.id = p.datastream
  where c.device = v.id and p.valid @> %(now)s::timestamptz
) as now_at
where (v.retired_at is null or v.retired_at > %(now)s or %(retired)s::boolean)
  and (%(device)s::text is null or v.id in (select id from meant))
  and (%(model)s::text is null or v.model = %(model)s)
  and (%(site)s::text is null or %(site)s = any(now_at.sites))
order by v.id
