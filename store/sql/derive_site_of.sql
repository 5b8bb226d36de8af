-- The site with this id or alias, and its zone.
select id, time_zone from site
where id = %(name)s or id = (select site from site_alias where alias = %(name)s)
order by id <> %(name)s
