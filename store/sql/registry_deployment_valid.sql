-- From when to when a deployment holds.
update deployment set valid = tstzrange(%(since)s, %(until)s) where id = %(deployment)s
