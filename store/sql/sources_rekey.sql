-- Give a road another secret for pushing.
update source set push_sha256 = %(push_sha256)s, changed_at = %(now)s where name = %(name)s
