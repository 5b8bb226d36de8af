-- A site belongs to a group from now on, unless it does already.
insert into site_group_member (site_group, site, valid)
select %(site_group)s, %(site)s, tstzrange(%(since)s, null)
where not exists (
  select from site_group_member
  where site_group = %(site_group)s and site = %(site)s and valid && tstzrange(%(since)s, null)
)
