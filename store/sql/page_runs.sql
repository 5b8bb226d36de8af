-- Imports that are under way: begun, neither finished nor undone.
select id, detail, started_at from run
where kind in ('import', 'backfill') and finished_at is null and undone_at is null
order by id
