-- A measure that was taken at a site, or at a group the site belonged to on its first day.
select m.id, m.name, m.from_date, m.to_date
from measure as m
where m.id = %(measure)s and m.withdrawn_at is null
  and (m.site = %(site)s or exists (
    select from site_group_member as g
    where g.site_group = m.site_group and g.site = %(site)s
      and g.valid @> (m.from_date::timestamp at time zone 'UTC')
  ))
