-- Another name of a device, unless a device has it.
insert into device_alias (alias, device, kind)
select %(alias)s, %(device)s, %(kind)s
where not exists (select from device where id = %(alias)s and id <> %(device)s)
on conflict (alias) do nothing
