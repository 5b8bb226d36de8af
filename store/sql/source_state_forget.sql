-- Forget how a road did that is gone.
delete from source_state where source = %(source)s and not exists (select from source where name = %(source)s)
