-- Withdraw capacities that the files no longer say.
delete from fact where id = any(%(id)s::int8[])
