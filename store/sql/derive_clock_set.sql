-- Say how far the clock has come at sites.
insert into derive_clock (site, through)
select site, %(through)s from unnest(%(site)s::text[]) as ran (site)
on conflict (site) do update set through = excluded.through
where derive_clock.through < excluded.through
