-- Say how a road does now; counts add up, and what is not known anew stays.
insert into source_state as s (
  source, kind, connected_since, last_message_at, messages, error, error_at, updated_at
)
values (
  %(source)s, %(kind)s, %(connected_since)s, %(last_message_at)s, %(messages)s, %(error)s,
  %(error_at)s, %(now)s
)
on conflict (source) do update set
  kind = excluded.kind,
  connected_since = excluded.connected_since,
  last_message_at = greatest(s.last_message_at, excluded.last_message_at),
  messages = s.messages + excluded.messages,
  error = excluded.error,
  error_at = excluded.error_at,
  updated_at = excluded.updated_at
