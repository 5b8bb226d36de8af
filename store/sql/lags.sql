-- How far behind the parts are, and how much there is: one row for `wegwarte status`.
select
  (select max(received) from latest) as last_received,
  (select max(time) from latest) as last_measured,
  (select count(*) from (select from dirty limit 100000) as d) as marks_to_derive,
  (select max(computed_at) from day_state) as last_derived,
  (select count(*) from inbox) as inbox_messages,
  (select min(received) from inbox) as inbox_oldest,
  (select coalesce(sum(messages), 0)::bigint from rejected_group) as rejected_messages,
  (select count(*) from site) as sites,
  (select count(*) from device where model <> 'import') as devices,
  pg_database_size(current_database()) as database_bytes
