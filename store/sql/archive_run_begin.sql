-- A run of the archive begins.
insert into archive_run (by, keep_months, begun_at) values (%(by)s, %(keep_months)s, %(now)s)
returning id
