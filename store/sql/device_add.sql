-- A new device, accepted from a given time on; one that is there stays as it is.
insert into device (id, model, name, accepted_at)
values (%(id)s, %(model)s, %(name)s, %(accepted_at)s)
on conflict (id) do nothing
