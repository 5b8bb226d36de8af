-- A new device; one that is there stays as it is.
insert into device (id, model, name, remarks, installed_at, accepted_at)
values (%(id)s, %(model)s, %(name)s, %(remarks)s, %(installed_at)s, %(accepted_at)s)
on conflict (id) do nothing
