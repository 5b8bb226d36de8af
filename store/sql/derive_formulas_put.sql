-- Say by which versions everything is made, or marked to be.
insert into derive_formula (method, version, since)
select method, version, %(now)s from unnest(%(method)s::text[], %(version)s::int2[]) as r (method, version)
on conflict (method) do update set version = excluded.version, since = excluded.since
where derive_formula.version <> excluded.version
