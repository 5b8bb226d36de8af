-- Remove a road and what was known of its state; what came by it stays.
with state as (delete from source_state where source = %(name)s)
delete from source where name = %(name)s
