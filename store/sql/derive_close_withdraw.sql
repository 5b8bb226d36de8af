-- Withdraw a closure; it keeps its row.
update closure set withdrawn_at = now()
where id = %(closure)s and site = %(site)s and withdrawn_at is null
returning from_date, to_date
