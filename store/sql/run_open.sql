-- A run: live operation, an import, a backfill, a redecode.
insert into run (kind, detail, started_at) values (%(kind)s, %(detail)s, %(now)s) returning id
