-- Add a road; nothing when there is one of this name.
insert into source (name, kind, url, ca, topics, push_sha256, storage_url, storage_key, added_at, changed_at)
values (
  %(name)s, %(kind)s, %(url)s, %(ca)s, %(topics)s, %(push_sha256)s, %(storage_url)s, %(storage_key)s,
  %(now)s, %(now)s
)
on conflict do nothing
