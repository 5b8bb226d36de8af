-- Let the stored value stand; the other one stays in `conflict`, decided.
update conflict set decided_at = %(now)s, decision = 'kept'
where id = %(id)s and decided_at is null
returning channel, time, coalesce(duration_ms, 0) as duration_ms
