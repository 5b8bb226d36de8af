-- Forget marks that have been worked off; those that came since stay.
delete from dirty where id = any(%(id)s::int8[])
