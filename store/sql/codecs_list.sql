-- Vendors' decoders, the newest of each name last.
select sha256, name, length(source) as characters, added_at from codec order by added_at, sha256
