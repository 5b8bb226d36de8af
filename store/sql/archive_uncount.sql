-- The rows of a month are here again: they are counted where they lie.
delete from archived_count where month = %(month)s
