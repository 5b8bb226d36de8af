-- Claim the findings of a site until the end of the transaction; false: another process has them.
select pg_try_advisory_xact_lock(hashtextextended('wegwarte.findings ' || %(site)s, 0))
