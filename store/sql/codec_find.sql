-- A vendor's decoder by its hash, or the newest of a name.
select sha256, name, source, added_at from codec
where sha256 = %(named)s or name = %(named)s
order by added_at desc, sha256 desc
limit 1
