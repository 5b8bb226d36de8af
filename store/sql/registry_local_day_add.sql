-- A holiday of a town, or of one site.
insert into local_day (site, kind, name, from_date, to_date, yearly)
values (%(site)s, %(kind)s, %(name)s, %(from_date)s, %(to_date)s, %(yearly)s)
returning id
