-- Change what is given of a group.
update site_group
set name = coalesce(%(name)s, name), remarks = coalesce(%(remarks)s, remarks),
  retired_at = coalesce(%(retired_at)s::timestamptz, retired_at)
where id = %(id)s
