-- A site belongs to a group no longer.
update site_group_member set valid = tstzrange(lower(valid), %(until)s)
where site_group = %(site_group)s and site = %(site)s and valid @> %(until)s::timestamptz
  and lower(valid) is distinct from %(until)s::timestamptz
