-- Another name of a site, unless a site has it.
insert into site_alias (alias, site)
select %(alias)s, %(site)s where not exists (select from site where id = %(alias)s)
on conflict (alias) do nothing
