-- A fact holds from a moment on.
insert into fact (site, kind, value, valid, source)
values (%(site)s, %(kind)s, %(value)s, tstzrange(%(since)s, null), %(source)s)
