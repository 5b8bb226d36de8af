-- Keep the seals of some months as they are until this transaction ends; others may do so too.
select pg_advisory_xact_lock_shared(hashtextextended('wegwarte.month.' || to_char(m, 'YYYY-MM'), 0))
from unnest(%(month)s::date[]) as m
