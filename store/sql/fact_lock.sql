-- Be the only one who says what holds of a site, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('wegwarte.fact.' || %(site)s, 0))
