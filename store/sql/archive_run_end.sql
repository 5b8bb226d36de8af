-- A run of the archive has ended, with or without a problem.
update archive_run set ended_at = %(now)s, months = %(months)s, problem = %(problem)s
where id = %(run)s
