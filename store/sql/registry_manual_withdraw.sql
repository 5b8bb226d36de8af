-- Withdraw a number that was counted by hand; it keeps its row.
update manual_observation set withdrawn_at = %(now)s
where id = %(manual)s and withdrawn_at is null
