-- Say how far the clock has come at a site.
insert into derive_clock (site, through) values (%(site)s, %(through)s)
on conflict (site) do update set through = excluded.through
where derive_clock.through < excluded.through
