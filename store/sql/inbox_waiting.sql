-- The oldest messages of the inbox, bounded in number and bytes; the first one always.
select id, source, topic, received, payload, first_received
from (
  select *, sum(octet_length(payload)) over (order by id) as bytes, row_number() over (order by id) as place
  from (select * from inbox order by id limit %(messages_max)s) as oldest
) as summed
where bytes <= %(bytes_max)s or place = 1
order by id
