-- Say what a shipped model says now that its devices follow it.
insert into shipped_model (id, counted, followed_at) values (%(id)s, %(counted)s, %(now)s)
on conflict (id) do update set counted = excluded.counted, followed_at = excluded.followed_at
