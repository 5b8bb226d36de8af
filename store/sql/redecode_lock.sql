-- One redecode at a time: two would each take the other's work for a first reading.
select pg_try_advisory_lock(hashtextextended('wegwarte.redecode', 0))
