-- What the files of a mapping say about their channels.
select c.file, c.channel, c.datastream, c.first, c.ended, h.property
from import_column as c
join import_file as f on f.id = c.file
join channel as h on h.id = c.channel
where f.mapping = %(mapping)s
order by c.channel, c.file
