-- Claim a site until the end of the transaction; false: another worker has it.
select pg_try_advisory_xact_lock(hashtextextended('wegwarte.derive ' || %(site)s, 0))
