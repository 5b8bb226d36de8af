-- When the newest of all values arrived.
select max(received) from latest
