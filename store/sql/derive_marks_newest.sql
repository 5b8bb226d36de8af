-- The newest mark: a pass ends there, however fast others mark.
select coalesce(max(id), 0) from dirty
