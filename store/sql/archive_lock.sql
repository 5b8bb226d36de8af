-- Be the only one who archives and restores, while the connection lives.
select pg_try_advisory_lock(hashtextextended('wegwarte.archive', 0))
