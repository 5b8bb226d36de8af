-- What a town did, from a date on.
insert into measure (site, site_group, name, from_date, to_date, remarks)
values (%(site)s, %(site_group)s, %(name)s, %(from_date)s, %(to_date)s, %(remarks)s)
returning id
