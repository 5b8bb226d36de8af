-- Keep the seals of all months as they are until this transaction ends; others may do so too.
select pg_advisory_xact_lock_shared(hashtextextended('wegwarte.months', 0))
