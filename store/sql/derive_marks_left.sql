-- Which of these marks nobody has worked off meanwhile.
select id from dirty where id = any(%(id)s::int8[])
