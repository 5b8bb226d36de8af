-- Somebody says what holds of a site.
insert into fact_said (site, kind, property, value, since, until, recorded, source)
values (
  %(site)s, %(kind)s, %(property)s, %(value)s, %(since)s, %(until)s, %(recorded)s, %(source)s
)
