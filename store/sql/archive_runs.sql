-- The newest runs of the archive, newest first.
select id, by, keep_months, begun_at, ended_at, months, problem from archive_run
order by id desc limit %(limit)s
