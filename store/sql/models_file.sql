-- The file of one of the operator's models.
select file from device_model where id = %(id)s and retired_at is null
