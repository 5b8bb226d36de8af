-- A conflict that waits for a decision.
select id, time from conflict where id = %(id)s and decided_at is null
