-- Enter deployments that the files say.
insert into deployment (channel, datastream, valid)
select channel, datastream, tstzrange(since, until)
from unnest(
  %(channel)s::int4[], %(datastream)s::int4[], %(since)s::timestamptz[], %(until)s::timestamptz[]
) as r (channel, datastream, since, until)
order by channel, since
returning id, channel, datastream, lower(valid), upper(valid)
