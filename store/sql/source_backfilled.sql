-- What the server's storage has is here up to this moment.
insert into source_state (source, kind, backfilled_to, updated_at)
values (%(source)s, %(kind)s, %(backfilled_to)s, %(now)s)
on conflict (source) do update set backfilled_to = excluded.backfilled_to, updated_at = excluded.updated_at
