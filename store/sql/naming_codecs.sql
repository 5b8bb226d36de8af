-- Vendors' decoders, the newest of each name last; without the text of those that are known.
select sha256, name, case when sha256 = any(%(known)s::text[]) then null else source end
from codec
order by added_at, sha256
