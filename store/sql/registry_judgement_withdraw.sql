-- Withdraw a word; it keeps its row.
update judgement set withdrawn_at = %(now)s
where id = %(judgement)s and withdrawn_at is null
returning id, site, datastream, kind, factor, lower(valid) as since, upper(valid) as until
