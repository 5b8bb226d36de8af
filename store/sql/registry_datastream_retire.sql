-- A datastream is asked about no more.
update datastream set retired_at = %(at)s where id = %(datastream)s
