-- What holds ends at another moment.
update fact set valid = tstzrange(lower(valid), %(until)s) where id = %(id)s
