-- Enter deployments that the files say, except where a person has deployed something else.
insert into deployment (channel, datastream, valid)
select channel, datastream, tstzrange(since, until)
from unnest(
  %(channel)s::int4[], %(datastream)s::int4[], %(since)s::timestamptz[], %(until)s::timestamptz[]
) as r (channel, datastream, since, until)
where not exists (
  select from deployment as p
  where (p.channel = r.channel or p.datastream = r.datastream)
    and p.valid && tstzrange(r.since, r.until)
)
order by channel, since
returning id, channel, datastream, lower(valid), upper(valid)
