-- Say up to when something decided about has lasted by now.
update finding set end_at = %(end_at)s, through = %(through)s, last_seen = %(now)s
where id = %(key)s
