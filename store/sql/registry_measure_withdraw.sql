-- Withdraw a measure; it keeps its row.
update measure set withdrawn_at = %(now)s where id = %(measure)s and withdrawn_at is null
