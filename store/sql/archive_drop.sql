-- Drop the raw rows of a month, if there are just so many.
select drop_raw_month(%(month)s::date, %(observations)s::bigint, %(passages)s::bigint)
