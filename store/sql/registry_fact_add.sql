-- A fact holds from a moment on.
insert into fact (site, kind, property, value, valid, source)
values (%(site)s, %(kind)s, %(property)s, %(value)s, tstzrange(%(since)s, null), %(source)s)
