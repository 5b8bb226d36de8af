-- Remember a file; nothing where the same bytes are remembered already.
insert into import_file (run, mapping, scope, name, sha256, span, rows)
values (
  %(run)s, %(mapping)s, %(scope)s, %(name)s, %(sha256)s, tstzrange(%(first)s, %(last)s), %(rows)s
)
on conflict (mapping, scope, sha256) do nothing
returning id
