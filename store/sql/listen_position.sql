-- The newest block and the newest message that was set aside.
select (select coalesce(max(id), 0) from block), (select coalesce(max(id), 0) from rejected)
