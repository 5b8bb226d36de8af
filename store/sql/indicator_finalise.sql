-- What has had time to settle becomes final; from then on a change is a revision.
update indicator as o set status = 'final', since = %(now)s
from unnest(%(site)s::text[], %(day)s::date[], %(month)s::date[], %(year)s::date[])
  as r (site, day, month, year)
where o.site = r.site and o.status = 'provisional' and o.start <= case o.bucket
  when 'day' then r.day when 'month' then r.month else r.year end
