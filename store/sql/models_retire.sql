-- Retire one of the operator's models.
update device_model set retired_at = %(now)s where id = %(id)s and retired_at is null
