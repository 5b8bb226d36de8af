-- What was written into `fact` by hand counts as said by people.
with by_hand as (
  select f.id, f.value, f.source, lower(f.valid) as since,
    case when s.id is null then upper(f.valid) else s.until end as until
  from fact as f
  left join fact_said as s on s.id = f.said
  where f.site = %(site)s and f.kind = %(kind)s and f.property = %(property)s
    and (s.id is null or s.value <> f.value or s.source <> f.source)
), adopted as (
  insert into fact_said (site, kind, property, value, since, until, source)
  select %(site)s, %(kind)s, %(property)s, value, since, until, source
  from by_hand
  on conflict (site, kind, property, since) where not recorded
  do update set value = excluded.value, until = excluded.until, source = excluded.source
  returning id, since
)
update fact as f set said = a.id
from by_hand as b
join adopted as a on a.since is not distinct from b.since
where f.id = b.id
