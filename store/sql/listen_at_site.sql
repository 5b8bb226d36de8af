-- The devices deployed at a site now, the site by its id or an alias.
select distinct c.device
from deployment as p
join channel as c on c.id = p.channel
join datastream as d on d.id = p.datastream
where p.valid @> %(now)s::timestamptz
  and d.site in (
    select id from site where id = %(site)s
    union
    select site from site_alias where alias = %(site)s
  )
