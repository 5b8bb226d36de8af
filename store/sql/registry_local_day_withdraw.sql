-- Withdraw a local holiday; it keeps its row.
update local_day set withdrawn_at = %(now)s where id = %(number)s and withdrawn_at is null
