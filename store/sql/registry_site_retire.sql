-- A site is asked about no more.
update site set retired_at = %(at)s where id = %(site)s
