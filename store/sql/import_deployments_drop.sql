-- Withdraw deployments that the files no longer say.
delete from deployment where id = any(%(id)s::int8[])
