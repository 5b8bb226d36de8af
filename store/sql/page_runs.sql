-- Imports under way: begun, not finished, and the lock of imports is held (a killed one lets go of it).
select id, detail, started_at from run
where kind in ('import', 'backfill') and finished_at is null and undone_at is null
  and exists (
    select from pg_locks
    where locktype = 'advisory' and granted
      and (classid::bigint << 32 | objid::bigint) = hashtextextended('wegwarte.import', 0)
  )
order by id desc
limit 1
