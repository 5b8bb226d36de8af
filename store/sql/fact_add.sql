-- An open-ended fact, where the site has none of this kind yet.
insert into fact (site, kind, value, valid, source)
select %(site)s, %(kind)s, %(value)s, tstzrange(%(valid_from)s, null), %(source)s
where not exists (select from fact where site = %(site)s and kind = %(kind)s)
