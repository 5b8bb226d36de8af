-- A new group of sites.
insert into site_group (id, name, remarks) values (%(id)s, %(name)s, %(remarks)s)
on conflict (id) do nothing
