-- Claim sites until the end of the transaction; false: another worker has it.
select site, pg_try_advisory_xact_lock(hashtextextended('wegwarte.derive ' || site, 0))
from unnest(%(site)s::text[]) as asked (site)
