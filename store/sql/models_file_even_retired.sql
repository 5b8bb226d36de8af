-- The file of one of the operator's models, locked, for a change of it.
select file, retired_at from device_model where id = %(id)s for update
