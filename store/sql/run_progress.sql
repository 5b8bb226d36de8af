-- How far a run has come; finished_at once it is through.
update run set detail = detail || %(detail)s, finished_at = coalesce(%(finished_at)s, finished_at)
where id = %(run)s
