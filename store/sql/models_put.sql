-- Take in a model file; a retired model is in use again.
insert into device_model (id, file, added_at) values (%(id)s, %(file)s, %(now)s)
on conflict (id) do update set file = excluded.file, retired_at = null
