-- One import at a time; held until the connection ends.
select pg_try_advisory_lock(hashtextextended('wegwarte.import', 0))
