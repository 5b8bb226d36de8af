-- Count into a group of rejected messages and lock it; `kept` says how many it holds already.
insert into rejected_group (source, device, cause, messages, readings, kept, first_at, last_at)
values (%(source)s, %(device)s, %(cause)s, %(messages)s, %(readings)s, 0, %(now)s, %(now)s)
on conflict (source, device, cause) do update set
  messages = rejected_group.messages + excluded.messages,
  readings = rejected_group.readings + excluded.readings,
  last_at = greatest(rejected_group.last_at, excluded.last_at)
returning id, kept
