-- Write down that a key was used, unless that was written a moment ago.
insert into api_key_use (api_key, last_used_at) values (%(id)s, %(now)s)
on conflict (api_key) do update set last_used_at = excluded.last_used_at
where api_key_use.last_used_at <= excluded.last_used_at - %(pause)s::interval
