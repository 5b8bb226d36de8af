-- A deployment that never came to be.
delete from deployment where id = %(deployment)s
