-- Take in a vendor's decoder; one that is here becomes the newest of its name again.
insert into codec (sha256, name, source, added_at)
values (%(sha256)s, %(name)s, %(source)s, %(now)s)
on conflict (sha256) do update set added_at = excluded.added_at
