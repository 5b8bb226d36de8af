-- Groups, the sites in them at a moment, and every membership.
select g.id, g.name, g.remarks, g.retired_at,
  array(select m.site from site_group_member as m
    where m.site_group = g.id and m.valid @> %(now)s::timestamptz order by 1) as sites,
  (select coalesce(jsonb_agg(jsonb_build_object(
      'site', m.site, 'from', lower(m.valid), 'to', upper(m.valid)
    ) order by m.site, lower(m.valid) nulls first), '[]')
    from site_group_member as m where m.site_group = g.id) as memberships
from site_group as g
where (g.retired_at is null or %(retired)s::boolean)
  and (%(site_group)s::text is null or g.id = %(site_group)s)
order by g.id
