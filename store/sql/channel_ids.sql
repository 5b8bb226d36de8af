-- The number of every known channel.
select device, name, id from channel
