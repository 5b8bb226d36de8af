-- Say up to when a site was looked at.
insert into finding_run (site, through, at) values (%(site)s, %(through)s, %(now)s)
on conflict (site) do update set through = excluded.through, at = excluded.at
