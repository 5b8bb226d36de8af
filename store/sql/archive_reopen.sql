-- Let the raw rows of a restored month be changed again.
select open_raw_month(%(month)s::date)
