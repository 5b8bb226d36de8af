-- Roads that were added while the program runs.
select name, kind, url, ca, topics, push_sha256 is not null as pushes, storage_url, storage_key, changed_at
from source
order by name
