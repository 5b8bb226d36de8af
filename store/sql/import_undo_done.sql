-- Say that a run was withdrawn.
update run set undone_at = %(now)s, finished_at = coalesce(finished_at, %(now)s) where id = %(run)s
