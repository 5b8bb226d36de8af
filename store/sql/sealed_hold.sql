-- Be the only one who changes the seal of a month, when whoever counts on it has ended.
select pg_advisory_xact_lock(hashtextextended('wegwarte.months', 0)),
  pg_advisory_xact_lock(
    hashtextextended('wegwarte.month.' || to_char(%(month)s::date, 'YYYY-MM'), 0))
