-- Make sure that rows of this month have a place to go.
select ensure_partition(%(month)s::date)
