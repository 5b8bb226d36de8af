-- One run, locked, before it is undone.
select kind, detail, undone_at from run where id = %(run)s for update
