-- What was said is said no more.
delete from fact_said where id = any(%(id)s::int8[])
