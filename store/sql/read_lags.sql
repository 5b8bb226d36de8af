-- How far behind ingest and the indicators are, and what was set aside.
select
  (select max(received) from latest) as last_received,
  (select count(*) from dirty) as dirty,
  (select count(*) from inbox) as inbox,
  (select coalesce(sum(messages), 0)::int8 from rejected_group) as rejected_messages,
  (select count(*) from conflict where decided_at is null) as conflicts_open,
  (
    select max(s.computed_at)
    from datastream as d
    join day_state as s on s.datastream = d.id and s.utc_day >= %(since)s
  ) as last_computed
