-- What held does not hold any more.
delete from fact where id = %(id)s
