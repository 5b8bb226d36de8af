-- Remember which columns of a file have values, and from when to when.
insert into import_column (file, channel, datastream, first, ended)
select %(file)s, channel, datastream, first, ended
from unnest(
  %(channel)s::int4[], %(datastream)s::int4[], %(first)s::timestamptz[], %(ended)s::timestamptz[]
) as r (channel, datastream, first, ended)
